/** Clients that ask and listen, each a process of its own. */
package ai.joinly.manager.bench.load;
