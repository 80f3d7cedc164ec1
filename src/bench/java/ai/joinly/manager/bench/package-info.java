/**
 * The benchmark of the manager: all of it on the loopback address, the manager, its servers and its
 * clients each a process of its own.
 */
package ai.joinly.manager.bench;
