/** The events of agents, as clients read them one after the other. */
package ai.joinly.manager.api.websocket.feed;
