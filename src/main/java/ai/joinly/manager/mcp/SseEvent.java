package ai.joinly.manager.mcp;

import java.util.Optional;

/**
 * One event of an event stream.
 *
 * @param id what the server gave to resume from, when it did
 * @param data UTF-8
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copying would double a large answer
record SseEvent(Optional<String> id, byte[] data) {}
