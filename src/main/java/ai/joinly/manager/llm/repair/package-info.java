/** Changes to a request that a model's server refused, and what was learned from them. */
package ai.joinly.manager.llm.repair;
