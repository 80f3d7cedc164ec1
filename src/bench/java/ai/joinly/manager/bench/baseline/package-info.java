/** What the manager is compared with, each a process of its own. */
package ai.joinly.manager.bench.baseline;
