package ai.joinly.manager.meeting.joinly;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who uses the one meeting of a server that has one for all its clients (joinly on fastmcp 2.13 and
 * later). Thread-safe.
 */
final class MeetingSlot {
  /** Whether a session may use the meeting. */
  enum Claim {
    GRANTED,
    /** Somebody is in it. */
    TAKEN,
    /** Somebody is leaving it. */
    BEING_LEFT,
    /** Several may use it, but those who do are in another meeting. */
    OTHER_MEETING
  }

  private final boolean shared;
  private final ReentrantLock lock = new ReentrantLock();

  private record User(String meeting, boolean leaving) {}

  /** By session id; guarded by the lock. */
  private final Map<String, User> users = new HashMap<>();

  /** The meeting that the server joined last; guarded by the lock. */
  private String lastJoined = "";

  /**
   * @param shared whether several agents may use the meeting at once
   */
  MeetingSlot(boolean shared) {
    this.shared = shared;
  }

  /** Up to fastmcp 2.12 a server names mcp's version, 1.x, from 2.13 on fastmcp's own. */
  static boolean isOneMeetingForAll(String serverVersion) {
    String[] parts = serverVersion.split("\\.", 3);
    try {
      int major = Integer.parseInt(parts[0]);
      int minor = parts.length > 1 ? Integer.parseInt(parts[1].replaceAll("\\D.*", "")) : 0;
      return major > 2 || (major == 2 && minor >= 13);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /**
   * @param meeting the key of the agent's meeting
   */
  Claim claim(String sessionId, String meeting) {
    lock.lock();
    try {
      boolean used = users.values().stream().anyMatch(user -> !user.leaving());
      if (!shared && !users.isEmpty()) {
        return used ? Claim.TAKEN : Claim.BEING_LEFT;
      }
      if (users.values().stream().anyMatch(user -> !user.meeting().equals(meeting))) {
        return used ? Claim.OTHER_MEETING : Claim.BEING_LEFT;
      }
      users.put(sessionId, new User(meeting, false));
      return Claim.GRANTED;
    } finally {
      lock.unlock();
    }
  }

  /** The session is being ended; it still may leave the meeting. */
  void ending(String sessionId) {
    lock.lock();
    try {
      users.computeIfPresent(sessionId, (id, user) -> new User(user.meeting(), true));
    } finally {
      lock.unlock();
    }
  }

  /** Whether others go on in the meeting of {@code sessionId}, so that it must not be left. */
  boolean isUsedByOthers(String sessionId) {
    lock.lock();
    try {
      return users.entrySet().stream()
          .anyMatch(user -> !user.getKey().equals(sessionId) && !user.getValue().leaving());
    } finally {
      lock.unlock();
    }
  }

  /** The server is in {@code meeting} now. */
  void joined(String meeting) {
    lock.lock();
    try {
      lastJoined = meeting;
    } finally {
      lock.unlock();
    }
  }

  /** Whether {@code meeting} is the one that the server joined last, as far as is known here. */
  boolean isJoined(String meeting) {
    lock.lock();
    try {
      return lastJoined.equals(meeting);
    } finally {
      lock.unlock();
    }
  }

  void release(String sessionId) {
    lock.lock();
    try {
      users.remove(sessionId);
    } finally {
      lock.unlock();
    }
  }
}
