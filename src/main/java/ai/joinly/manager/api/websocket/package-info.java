/** WebSocket connections that follow the events of agents. */
package ai.joinly.manager.api.websocket;
