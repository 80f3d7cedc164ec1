/** Serial executor of an agent, and tasks that wait for the network on its behalf. */
package ai.joinly.manager.agent.worker;
