/** Client connections: admission, limits, timeouts, and reopening of a lost port. */
package ai.joinly.manager.api.connection;
