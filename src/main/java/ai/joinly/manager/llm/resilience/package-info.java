/** Retries, circuit breaker and classification of failures. */
package ai.joinly.manager.llm.resilience;
