/** A run against a language model that misbehaves by chance in every way known from bug reports. */
package ai.joinly.manager.bench.oddities;
