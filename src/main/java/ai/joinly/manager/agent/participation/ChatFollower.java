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
 * Looks into a meeting's chat again and again, since nothing announces what is written there, and
 * reports what is new. Runs on one child thread until that is interrupted.
 */
final class ChatFollower {
  private static final System.Logger LOGGER = System.getLogger(ChatFollower.class.getName());

  /** Who cannot read the chat looks more rarely, so many times the pause at most. */
  private static final int SLOWEST = 10;

  /** Lines that were there before the agent came are told up to this many. */
  private static final int MOST_OLD = 200;

  /** Far more than a chat shows; beyond that only what it shows now is remembered. */
  private static final int MOST_KNOWN = 50_000;

  private static final long HASH = 0x9E3779B97F4A7C15L;
  private static final long PRIME = 0x100000001B3L;

  /** After as many failures in a row the trouble is shown on the agent. */
  private static final int LASTING = 3;

  private final MeetingSession session;
  private final String agentName;
  private final SentMessageTracker own;
  private final Duration pause;
  private final Optional<Set<String>> toldBefore;
  private final Instant joinedAt;
  private final InstantSource clock;
  private final Listener listener;

  /** Receives what is read, on the follower's thread. */
  interface Listener {
    /**
     * Others have written in the chat.
     *
     * @param old whether they wrote before the agent joined
     */
    void onLines(List<ChatLine> lines, boolean old);

    /** The chat cannot be read at the moment. */
    void onNote(String sentence);

    /** The chat cannot be read for some time; empty once it can. */
    void onTrouble(Optional<String> sentence);
  }

  // Of the one thread.
  private final Map<Long, Integer> known = new HashMap<>();
  private boolean first = true;
  private int failures;

  /**
   * @param toldBefore for an agent that comes back to its meeting, the texts it knows of: all
   *     others are new; without it, what is in the chat at first was written before the agent came,
   *     unless its time says that it was not
   * @param joinedAt when the agent came
   */
  ChatFollower(
      MeetingSession session,
      String agentName,
      SentMessageTracker own,
      Duration pause,
      Optional<Set<String>> toldBefore,
      Instant joinedAt,
      InstantSource clock,
      Listener listener) {
    this.session = session;
    this.agentName = agentName;
    this.own = own;
    this.pause = pause;
    this.toldBefore = toldBefore;
    this.joinedAt = joinedAt;
    this.clock = clock;
    this.listener = listener;
  }

  void run() {
    try {
      while (true) {
        look();
        Thread.sleep(pause.multipliedBy(Math.clamp(failures, 1, SLOWEST)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the agent is not in this meeting any more
    }
  }

  private void look() throws InterruptedException {
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
      // Whatever somebody writes must not end the reading for good.
      if (failures == 0) {
        // The class alone: a message could hold what was written.
        LOGGER.log(Level.ERROR, "A chat could not be read: {0}", e.getClass().getName());
      }
      failed("the manager failed by a defect, see its log");
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
    if (known.size() > MOST_KNOWN) {
      known.clear();
    }
    seen.forEach((line, count) -> known.merge(line, count, Math::max));
    leaveOutOwn(fresh);
    boolean old = first && toldBefore.isEmpty();
    if (first) {
      first = false;
      toldBefore.ifPresent(
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
      tell(before.subList(Math.max(0, before.size() - MOST_OLD), before.size()), true);
      tell(sinceJoined.getOrDefault(true, List.of()), false);
    } else {
      tell(fresh, false);
    }
  }

  /** Stands for a line, which may be long. */
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

  private void tell(List<ChatLine> lines, boolean old) {
    if (!lines.isEmpty()) {
      listener.onLines(List.copyOf(lines), old);
    }
  }

  private void leaveOutOwn(List<ChatLine> fresh) {
    // Those that are surely its own first: what is left of the count is then under another name.
    for (ChatLine line : fresh) {
      if (line.own()) {
        own.take(line.text());
      }
    }
    fresh.removeIf(line -> line.own() || own.take(line.text()));
  }
}
