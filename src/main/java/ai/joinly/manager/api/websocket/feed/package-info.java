/** Event feeds for WebSocket clients. */
package ai.joinly.manager.api.websocket.feed;
