/** Repeated reads of a growing resource without parsing its known prefix again. */
package ai.joinly.manager.mcp.incremental;
