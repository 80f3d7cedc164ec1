/** Metrics of the process in Prometheus format. */
package ai.joinly.manager.metrics;
