package ai.joinly.manager.agent;

import ai.joinly.manager.agent.turn.OwnLines;
import ai.joinly.manager.meeting.MeetingAnswers;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.meeting.MeetingTool;
import ai.joinly.manager.model.ChatLine;
import ai.joinly.manager.model.LogLevel;
import ai.joinly.manager.model.ToolOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks into a meeting's chat again and again, since nothing announces what is written there, and
 * reports what is new. Runs on one child thread until that is interrupted.
 */
final class ChatFollower {
  /** Who cannot read the chat looks more rarely, so many times the pause at most. */
  private static final int SLOWEST = 10;

  /** Lines that were there before the agent came are told up to this many. */
  private static final int MOST_OLD = 200;

  /** Far more than a chat shows; beyond that only what it shows now is remembered. */
  private static final int MOST_KNOWN = 50_000;

  private record Line(Optional<String> sender, String text) {}

  private final MeetingSession session;
  private final String agentName;
  private final OwnLines own;
  private final Duration pause;
  private final Optional<Set<String>> toldBefore;
  private final Mailbox mailbox;

  // Of the one thread.
  private final Map<Line, Integer> known = new HashMap<>();
  private boolean first = true;
  private int failures;

  /**
   * @param toldBefore for an agent that comes back to its meeting, the texts it knows of: all
   *     others are new; without it, what is in the chat at first was written before the agent came
   */
  ChatFollower(
      MeetingSession session,
      String agentName,
      OwnLines own,
      Duration pause,
      Optional<Set<String>> toldBefore,
      Mailbox mailbox) {
    this.session = session;
    this.agentName = agentName;
    this.own = own;
    this.pause = pause;
    this.toldBefore = toldBefore;
    this.mailbox = mailbox;
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
        failures = 0;
        take(MeetingAnswers.chat(outcome, agentName));
      }
    } catch (MeetingException e) {
      failed(e.sentence());
    }
  }

  private void failed(String reason) {
    failures++;
    if (failures == 1) {
      mailbox.put(new Message.Noted(LogLevel.WARN, "The chat cannot be read: " + reason));
    }
  }

  private void take(List<ChatLine> lines) {
    Map<Line, Integer> seen = new HashMap<>();
    List<ChatLine> fresh = new ArrayList<>();
    for (ChatLine line : lines) {
      Line key = new Line(line.sender(), line.text());
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
    if (!fresh.isEmpty()) {
      List<ChatLine> newest =
          old ? fresh.subList(Math.max(0, fresh.size() - MOST_OLD), fresh.size()) : fresh;
      mailbox.put(new Message.ChatRead(newest, old, System.nanoTime()));
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
