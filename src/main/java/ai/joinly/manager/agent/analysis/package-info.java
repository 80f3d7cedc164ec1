/** Live analysis of a meeting: counts, and findings of a language model. */
package ai.joinly.manager.agent.analysis;
