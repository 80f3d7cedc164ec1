/** The MCP side of the simulator: transport, sessions, tools. */
package ai.joinly.simulator.protocol;
