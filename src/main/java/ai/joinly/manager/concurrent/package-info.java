/** Helpers for blocking calls and repeated attempts. */
package ai.joinly.manager.concurrent;
