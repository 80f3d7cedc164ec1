/** The log of the process: where it goes, what a line looks like, whose agent a line is about. */
package ai.joinly.manager.logging;
