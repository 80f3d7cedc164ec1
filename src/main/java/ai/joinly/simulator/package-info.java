/** A simulated joinly server for demo, tests and benchmarks; independent of the manager. */
package ai.joinly.simulator;
