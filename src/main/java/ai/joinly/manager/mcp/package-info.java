/** Client of the Model Context Protocol, independent of meetings. */
package ai.joinly.manager.mcp;
