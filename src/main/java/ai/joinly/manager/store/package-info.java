/** Store of the data that must outlive the process: agents, events, sessions, conversations. */
package ai.joinly.manager.store;
