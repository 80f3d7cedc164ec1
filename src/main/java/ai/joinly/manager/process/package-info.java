/** The running process: its version, its Java and how that was started. */
package ai.joinly.manager.process;
