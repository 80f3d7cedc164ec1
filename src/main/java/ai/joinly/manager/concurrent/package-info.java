/** Helpers for blocking calls, retries and memory budgets. */
package ai.joinly.manager.concurrent;
