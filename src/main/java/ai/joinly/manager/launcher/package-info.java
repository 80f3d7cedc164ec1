/**
 * Entry point of {@code java -jar}, compiled for Java 8, so that an older Java can report the
 * required version.
 */
package ai.joinly.manager.launcher;
