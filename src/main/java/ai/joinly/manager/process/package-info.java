/** Running process: version, Java runtime, AOT cache, memory and file descriptors. */
package ai.joinly.manager.process;
