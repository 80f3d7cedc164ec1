/**
 * What {@code java -jar} starts: compiled for Java 8, so that an older Java can say what it lacks.
 */
package ai.joinly.manager.launcher;
