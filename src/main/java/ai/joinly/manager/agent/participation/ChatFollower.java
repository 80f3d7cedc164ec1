package ai.joinly.manager.agent.participation;

import ai.joinly.manager.agent.tools.SentMessageTracker;
import ai.joinly.manager.domain.meeting.ChatLine;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.meeting.MeetingTool;
import ai.joinly.manager.meeting.joinly.MeetingAnswers;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Poller of a meeting's chat, which has no notifications; reports new lines. Runs on one child
 * thread until it is interrupted.
 */
final class ChatFollower {
  private static final System.Logger LOGGER = System.getLogger(ChatFollower.class.getName());

  /** Maximum factor of the pause while the chat cannot be read. */
  private static final int SLOWEST = 10;

  /** Maximum number of reported lines from before the join. */
  private static final int MAX_OLD = 200;

  /**
   * Limit of remembered lines, far more than a chat shows; beyond it only the lines shown now are
   * remembered.
   */
  private static final int MAX_KNOWN = 50_000;

  private static final long HASH = 0x9E3779B97F4A7C15L;
  private static final long PRIME = 0x100000001B3L;

  /** Number of consecutive failures after which the problem is shown on the agent. */
  private static final int LASTING = 3;

  private final MeetingSession session;
  private final String agentName;
  private final SentMessageTracker own;
  private final Duration pause;
  private final Optional<Set<String>> reportedBefore;
  private final Instant joinedAt;
  private final InstantSource clock;
  private final Listener listener;

  /** Listener for new lines and failures, called on the follower's thread. */
  interface Listener {
    /**
     * Reports lines of others.
     *
     * @param old whether they were written before the agent joined
     */
    void onLines(List<ChatLine> lines, boolean old);

    /** Reports that the chat cannot be read at present. */
    void onNote(String sentence);

    /** Reports that the chat cannot be read for some time; empty once it can. */
    void onTrouble(Optional<String> sentence);
  }

  // Used by the follower's thread only.
  private final Map<Long, Integer> known = new HashMap<>();
  private boolean first = true;
  private int failures;

  /**
   * @param reportedBefore for an agent that returns to its meeting, the texts that it has already
   *     reported: all others are new. Otherwise the first lines are treated as written before the
   *     join, unless their time shows that they are newer.
   * @param joinedAt when the agent joined
   */
  ChatFollower(
      MeetingSession session,
      String agentName,
      SentMessageTracker own,
      Duration pause,
      Optional<Set<String>> reportedBefore,
      Instant joinedAt,
      InstantSource clock,
      Listener listener) {
    this.session = session;
    this.agentName = agentName;
    this.own = own;
    this.pause = pause;
    this.reportedBefore = reportedBefore;
    this.joinedAt = joinedAt;
    this.clock = clock;
    this.listener = listener;
  }

  void run() {
    try {
      while (true) {
        poll();
        Thread.sleep(pause.multipliedBy(Math.clamp(failures, 1, SLOWEST)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the agent is not in this meeting any more
    }
  }

  private void poll() throws InterruptedException {
    try {
      ToolOutcome outcome = session.call(MeetingTool.CHAT_HISTORY, "{}");
      if (outcome.isError()) {
        failed(outcome.text());
      } else {
        if (failures >= LASTING) {
          listener.onTrouble(Optional.empty());
        }
        failures = 0;
        take(MeetingAnswers.chat(outcome, agentName));
      }
    } catch (MeetingException e) {
      failed(e.userMessage());
    } catch (RuntimeException | StackOverflowError e) {
      // No chat message may end the polling permanently.
      if (failures == 0) {
        // Only the class: the message could contain chat text.
        LOGGER.log(Level.ERROR, "A chat could not be read: {0}", e.getClass().getName());
      }
      failed("internal error, see the manager's log");
    }
  }

  private void failed(String reason) {
    failures++;
    String sentence = "The chat cannot be read: " + reason;
    if (failures == 1) {
      listener.onNote(sentence);
    } else if (failures == LASTING) {
      listener.onTrouble(Optional.of(sentence));
    }
  }

  private void take(List<ChatLine> lines) {
    Map<Long, Integer> seen = new HashMap<>();
    List<ChatLine> fresh = new ArrayList<>();
    for (ChatLine line : lines) {
      Long key = hash(line);
      if (seen.merge(key, 1, Integer::sum) > known.getOrDefault(key, 0)) {
        fresh.add(line);
      }
    }
    if (known.size() > MAX_KNOWN) {
      known.clear();
    }
    seen.forEach((line, count) -> known.merge(line, count, Math::max));
    removeOwn(fresh);
    boolean old = first && reportedBefore.isEmpty();
    if (first) {
      first = false;
      reportedBefore.ifPresent(
          texts ->
              fresh.removeIf(line -> texts.contains(line.text()) || own.contains(line.text())));
    }
    if (old) {
      Map<Boolean, List<ChatLine>> sinceJoined =
          fresh.stream()
              .collect(
                  Collectors.partitioningBy(
                      line -> ShownMinute.isWithin(line.shownAt(), joinedAt, clock.instant())));
      List<ChatLine> before = sinceJoined.getOrDefault(false, List.of());
      report(before.subList(Math.max(0, before.size() - MAX_OLD), before.size()), true);
      report(sinceJoined.getOrDefault(true, List.of()), false);
    } else {
      report(fresh, false);
    }
  }

  /** Returns a hash that represents a line, which may be long. */
  private static long hash(ChatLine line) {
    long hash = mix(HASH, line.sender().orElse("\0"));
    return mix(hash * PRIME + line.text().length(), line.text());
  }

  private static long mix(long begin, String text) {
    long hash = begin;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * PRIME;
      hash ^= hash >>> 29;
    }
    return hash;
  }

  private void report(List<ChatLine> lines, boolean old) {
    if (!lines.isEmpty()) {
      listener.onLines(List.copyOf(lines), old);
    }
  }

  private void removeOwn(List<ChatLine> fresh) {
    // Lines marked as own first: the remaining sent texts appear under another name.
    for (ChatLine line : fresh) {
      if (line.own()) {
        own.take(line.text());
      }
    }
    fresh.removeIf(line -> line.own() || own.take(line.text()));
  }
}
