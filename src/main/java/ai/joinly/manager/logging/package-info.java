/** Process log: output, formats, and the agent of each line. */
package ai.joinly.manager.logging;
