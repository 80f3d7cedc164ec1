package ai.joinly.manager.api.websocket.feed;

import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.event.EventType;
import ai.joinly.manager.event.StoredEvent;
import java.nio.charset.StandardCharsets;

/**
 * Event encoded once for all its readers. Followers of one agent and followers of all agents share
 * the body; only its end differs. Immutable.
 */
final class EncodedEvent {
  /** Approximate memory of an event in addition to its body, including its map entries. */
  private static final int OVERHEAD = 400;

  private static final byte[] END = {'}'};

  private final AgentId agentId;
  private final long seq;
  private final long position;
  private final boolean deletion;
  private final byte[] body;
  private final Frame ofAgent;
  private final Frame ofAll;

  private EncodedEvent(StoredEvent event) {
    String json = event.json();
    agentId = event.agentId();
    seq = event.seq();
    position = event.position();
    deletion = event.type() == EventType.DELETED;
    body = json.substring(0, json.length() - 1).getBytes(StandardCharsets.UTF_8);
    ofAgent = new Frame(body, END);
    String cursor = ",\"cursor\":\"" + Cursor.of(position) + "\"}";
    ofAll = new Frame(body, cursor.getBytes(StandardCharsets.US_ASCII));
  }

  static EncodedEvent of(StoredEvent event) {
    return new EncodedEvent(event);
  }

  AgentId agentId() {
    return agentId;
  }

  /** Returns its number among the events of its agent. */
  long seq() {
    return seq;
  }

  /** Returns its position among the events of all agents. */
  long position() {
    return position;
  }

  /** Returns whether it is the last event of a deleted agent, which is not stored. */
  boolean isDeletion() {
    return deletion;
  }

  /** Returns its approximate size in memory. */
  int bytes() {
    return body.length + OVERHEAD;
  }

  /** Returns the message for followers of its agent. */
  Frame ofAgent() {
    return ofAgent;
  }

  /** Returns the message, with a cursor, for followers of all agents. */
  Frame ofAll() {
    return ofAll;
  }

  /** WebSocket frame in three parts, of which the second is shared. */
  public static final class Frame {
    private final byte[] head;
    private final byte[] body;
    private final byte[] tail;

    Frame(byte[] body, byte[] tail) {
      this.head = Frames.textHead(body.length + tail.length);
      this.body = body;
      this.tail = tail;
    }

    int length() {
      return head.length + body.length + tail.length;
    }

    /** Copies {@code count} bytes, starting at the index {@code from} of the frame. */
    void copy(int from, byte[] target, int at, int count) {
      int skipped = from;
      int place = at;
      int left = count;
      for (byte[] part : new byte[][] {head, body, tail}) {
        int some = Math.min(left, Math.max(0, part.length - skipped));
        if (some > 0) {
          System.arraycopy(part, skipped, target, place, some);
        }
        skipped = Math.max(0, skipped - part.length);
        place += some;
        left -= some;
      }
    }
  }
}
