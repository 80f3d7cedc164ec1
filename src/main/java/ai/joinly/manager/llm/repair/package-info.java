/** Repairs of requests that a model's server refused, and the restrictions learned from them. */
package ai.joinly.manager.llm.repair;
