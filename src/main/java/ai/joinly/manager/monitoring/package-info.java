/** What the process log says about the peers of the manager, and about its start. */
package ai.joinly.manager.monitoring;
