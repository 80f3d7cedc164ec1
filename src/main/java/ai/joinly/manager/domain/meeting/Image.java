package ai.joinly.manager.domain.meeting;

/** A picture; {@code data} is base64. */
public record Image(String data, String mimeType) {}
