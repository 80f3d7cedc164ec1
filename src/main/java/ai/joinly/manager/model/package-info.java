/**
 * What the manager speaks of: agents, their configuration, transcripts. Imports nothing but the
 * JDK.
 */
package ai.joinly.manager.model;
