package ai.joinly.manager.model;

import java.util.Optional;

/**
 * A piece of a meeting's transcript.
 *
 * @param start seconds since the join, to three decimals
 * @param end seconds since the join; may equal {@code start}, as some services cut it to whole
 *     seconds
 * @param speaker who spoke, where the platform tells
 */
public record Segment(String text, double start, double end, Optional<String> speaker, Role role) {}
