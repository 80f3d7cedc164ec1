package ai.joinly.manager.api.websocket.feed;

import ai.joinly.manager.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads a feed as a client does: whole messages out of pieces. For one thread. */
public final class FeedReader {
  private final EventFeed feed;
  private final byte[] piece;
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

  public FeedReader(EventFeed feed, int pieceBytes) {
    this.feed = feed;
    this.piece = new byte[pieceBytes];
  }

  /** Reads one piece and returns the messages that are complete with it. */
  public List<JsonNode> readPiece() throws Exception {
    begun.write(piece, 0, feed.read(piece, false));
    return takeMessages();
  }

  /** Reads to the end of the frame that was begun. */
  public List<JsonNode> finishFrame() throws Exception {
    while (feed.isWithinFrame()) {
      begun.write(piece, 0, feed.read(piece, true));
    }
    return takeMessages();
  }

  /** Whether nothing but whole messages was read so far. */
  public boolean isBetweenMessages() {
    return begun.size() == 0;
  }

  /** Reads all there is now. */
  public List<JsonNode> readAll() throws Exception {
    List<JsonNode> all = new ArrayList<>();
    int count = feed.read(piece, false);
    while (count > 0) {
      begun.write(piece, 0, count);
      all.addAll(takeMessages());
      count = feed.read(piece, false);
    }
    return all;
  }

  private List<JsonNode> takeMessages() throws Exception {
    List<JsonNode> messages = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(begun.toByteArray());
    bytes.mark();
    while (bytes.remaining() >= 10
        || (bytes.remaining() >= 2 && bytes.remaining() == whole(bytes))) {
      long length = length(bytes);
      if (bytes.remaining() < length) {
        break;
      }
      byte[] text = new byte[(int) length];
      bytes.get(text);
      messages.add(Json.mapper().readTree(new String(text, StandardCharsets.UTF_8)));
      bytes.mark();
    }
    bytes.reset();
    begun.reset();
    begun.write(bytes.array(), bytes.position(), bytes.remaining());
    return messages;
  }

  /** The size of a small frame. */
  private static int whole(ByteBuffer bytes) {
    return 2 + (bytes.get(bytes.position() + 1) & 0x7f);
  }

  private static long length(ByteBuffer bytes) {
    if (bytes.get() != (byte) 0x81) {
      throw new AssertionError("no frame begins here");
    }
    int length = bytes.get();
    return switch (length) {
      case 126 -> Short.toUnsignedInt(bytes.getShort());
      case 127 -> bytes.getLong();
      default -> length;
    };
  }
}
