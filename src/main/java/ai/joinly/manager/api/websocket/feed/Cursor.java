package ai.joinly.manager.api.websocket.feed;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;

/** Position among the events of all agents, as an opaque text for clients. */
public final class Cursor {
  private static final byte VERSION = 1;
  private static final int BYTES = 1 + Long.BYTES;

  private Cursor() {}

  /** Returns the cursor of a position. */
  public static String of(long position) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(ByteBuffer.allocate(BYTES).put(VERSION).putLong(position).array());
  }

  /** Returns the position; empty if {@code text} is not a cursor. */
  public static Optional<Long> parse(String text) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      if (bytes.remaining() != BYTES || bytes.get() != VERSION) {
        return Optional.empty();
      }
      return Optional.of(bytes.getLong()).filter(position -> position >= 0);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
