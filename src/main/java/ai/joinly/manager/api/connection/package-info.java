/** The connections of clients: who gets one, for how long, and what keeps the port open. */
package ai.joinly.manager.api.connection;
