package ai.joinly.manager.domain.meeting;

/** Image; {@code data} is base64. */
public record Image(String data, String mimeType) {}
