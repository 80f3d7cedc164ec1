/** Settings of the process, read once and validated. */
package ai.joinly.manager.config;
