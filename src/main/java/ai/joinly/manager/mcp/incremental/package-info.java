/** Repeated reading of a growing resource without parsing its known beginning again. */
package ai.joinly.manager.mcp.incremental;
