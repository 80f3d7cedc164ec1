/** The thread of an agent and the tasks that wait for the network on its behalf. */
package ai.joinly.manager.agent.worker;
