/** What is measured, one class for each scenario. */
package ai.joinly.manager.bench.scenario;
