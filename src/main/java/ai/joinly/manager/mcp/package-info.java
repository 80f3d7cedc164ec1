/** Client of the Model Context Protocol; without knowledge of meetings. */
package ai.joinly.manager.mcp;
