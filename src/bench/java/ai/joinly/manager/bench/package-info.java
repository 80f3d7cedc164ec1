/** The benchmark: the manager, and a bare relay beside it, as processes on the loopback address. */
package ai.joinly.manager.bench;
