/** What is made of a meeting while it goes on: counts, and what a language model understands. */
package ai.joinly.manager.agent.analysis;
