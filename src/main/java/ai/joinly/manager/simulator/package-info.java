/** A simulated joinly server for demos, tests and benchmarks; the product does not depend on it. */
package ai.joinly.manager.simulator;
