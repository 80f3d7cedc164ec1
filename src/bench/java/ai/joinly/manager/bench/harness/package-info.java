/** What every scenario of the benchmark uses: processes, figures, reports. */
package ai.joinly.manager.bench.harness;
