package ai.joinly.manager.meeting.joinly;

import ai.joinly.manager.logging.LogContext;
import ai.joinly.manager.mcp.McpException;
import ai.joinly.manager.mcp.McpSession;
import ai.joinly.manager.meeting.MeetingSession.Presence;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Overlay in an agent's video that shows its state. One virtual thread, running while there is a
 * state to show, sends the newest state and skips states that ended immediately. Used only if the
 * server supports it and while the notification reaches this session. Thread-safe.
 */
final class PresenceOverlay {
  private static final String CAPABILITY = "joinly_ui_update";
  private static final String METHOD = "notifications/joinly_ui_update";

  /** A shorter state would only flicker. */
  private static final Duration PAUSE = Duration.ofMillis(150);

  private final McpSession mcp;
  private final LatestSession newest;
  private final Duration limit;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private Presence wanted = Presence.IDLE;
  private Presence shown = Presence.IDLE;
  private boolean sending;

  PresenceOverlay(McpSession mcp, LatestSession newest, Duration limit) {
    this.mcp = mcp;
    this.newest = newest;
    this.limit = limit;
  }

  void show(Presence presence) {
    if (mcp.server().filter(server -> server.experimental().contains(CAPABILITY)).isEmpty()) {
      return;
    }
    lock.lock();
    try {
      wanted = presence;
      if (sending || wanted == shown) {
        return;
      }
      sending = true;
    } finally {
      lock.unlock();
    }
    Thread.ofVirtual().name("overlay-" + mcp.id()).start(LogContext.carry(this::send));
  }

  private void send() {
    try {
      do {
        Thread.sleep(PAUSE);
      } while (sendNewest());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends the newest state; returns whether there may be more to send. */
  private boolean sendNewest() throws InterruptedException {
    Presence next;
    lock.lock();
    try {
      next = wanted;
      if (next == shown) {
        sending = false;
        return false;
      }
      shown = next;
    } finally {
      lock.unlock();
    }
    if (newest.isReached(mcp.id())) {
      try {
        mcp.notify(METHOD, content(next), limit);
      } catch (McpException e) {
        // Not logged: a lost overlay is harmless, and server failures are reported elsewhere.
      }
    }
    return true;
  }

  private static ObjectNode content(Presence presence) {
    ObjectNode params = JsonNodeFactory.instance.objectNode();
    ObjectNode content = params.putObject("content").put("type", "animation");
    switch (presence) {
      case IDLE -> content.putNull("animation");
      case THINKING -> content.put("animation", "thinking");
      case BUSY -> content.put("animation", "busy");
    }
    content.put("target", "overlay");
    return params;
  }
}
