/** The Model Context Protocol over streamable HTTP; knows nothing of meetings. */
package ai.joinly.manager.mcp;
