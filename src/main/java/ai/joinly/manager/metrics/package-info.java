/** The figures of the process, as Prometheus reads them. */
package ai.joinly.manager.metrics;
