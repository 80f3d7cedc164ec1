/** The analysis of a meeting: topics, action items, counts. */
package ai.joinly.manager.domain.analysis;
