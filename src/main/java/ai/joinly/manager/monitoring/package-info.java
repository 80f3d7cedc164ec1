/** Log messages about the peers of the manager and about its start. */
package ai.joinly.manager.monitoring;
