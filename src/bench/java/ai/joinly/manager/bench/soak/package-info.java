/** A fleet that lives through joins, leaves, faults and clients for as long as it is told to. */
package ai.joinly.manager.bench.soak;
