package ai.joinly.manager.meeting.joinly;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sessions that use the single meeting of a server with one meeting for all its clients (joinly on
 * fastmcp 2.13 and later). Thread-safe.
 */
final class MeetingSlot {
  /** Result of a claim to use the meeting. */
  enum Claim {
    GRANTED,
    /** Another session is in the meeting. */
    TAKEN,
    /** Another session is leaving the meeting. */
    BEING_LEFT,
    /** Sharing is allowed, but the current users are in another meeting. */
    OTHER_MEETING
  }

  private final boolean shared;
  private final ReentrantLock lock = new ReentrantLock();

  private record User(String meeting, boolean leaving) {}

  /** By session id; guarded by the lock. */
  private final Map<String, User> users = new HashMap<>();

  /** Meeting that the server joined last; guarded by the lock. */
  private String lastJoined = "";

  /**
   * @param shared whether several agents may use the meeting at the same time
   */
  MeetingSlot(boolean shared) {
    this.shared = shared;
  }

  /**
   * Returns whether the server has one meeting for all its clients. Up to fastmcp 2.12 a server
   * reports the version of mcp (1.x), from 2.13 on that of fastmcp.
   */
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
   * Claims the meeting for a session.
   *
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

  /** Records that the session is being ended; it may still have to leave the meeting. */
  void ending(String sessionId) {
    lock.lock();
    try {
      users.computeIfPresent(sessionId, (id, user) -> new User(user.meeting(), true));
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether other sessions stay in the meeting, so that it must not be left. */
  boolean isUsedByOthers(String sessionId) {
    lock.lock();
    try {
      return users.entrySet().stream()
          .anyMatch(user -> !user.getKey().equals(sessionId) && !user.getValue().leaving());
    } finally {
      lock.unlock();
    }
  }

  /** Records that the server joined {@code meeting}. */
  void joined(String meeting) {
    lock.lock();
    try {
      lastJoined = meeting;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns whether {@code meeting} is the last one that the server joined, as far as known here.
   */
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
