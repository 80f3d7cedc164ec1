package ai.joinly.manager.event;

/** An event and its JSON text, which is made once and shared by all who send it. */
public record EncodedEvent(Event event, String json) {}
