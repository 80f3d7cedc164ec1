package ai.joinly.manager.agent.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.joinly.manager.agent.FakeLlm;
import ai.joinly.manager.agent.FakeMeetings;
import ai.joinly.manager.agent.StateTables;
import ai.joinly.manager.agent.conversation.CompletedRound;
import ai.joinly.manager.agent.tools.ActionLog;
import ai.joinly.manager.agent.tools.SentMessageTracker;
import ai.joinly.manager.agent.tools.SpeechLock;
import ai.joinly.manager.agent.turn.TurnPhase.Cancelling;
import ai.joinly.manager.agent.turn.TurnPhase.None;
import ai.joinly.manager.agent.turn.TurnPhase.Speaking;
import ai.joinly.manager.agent.turn.TurnPhase.Thinking;
import ai.joinly.manager.agent.turn.answer.TextPolicy;
import ai.joinly.manager.agenttools.ToolBox;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.meeting.MeetingListener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The transitions between the phases of an agent's turns. */
class TurnPhaseTest {
  private static final long NEXT = 3;

  private final RunningTurn speaker = turn(1);
  private final RunningTurn front = turn(2);
  private final RunningTurn next = turn(NEXT);
  private final List<TurnPhase> phases =
      List.of(
          new None(),
          new Thinking(front, Optional.empty()),
          new Thinking(front, Optional.of(speaker)),
          new Cancelling(front, Optional.empty()),
          new Cancelling(front, Optional.of(speaker)),
          new Speaking(speaker));
  private final List<UnaryOperator<TurnPhase>> events =
      List.of(
          phase -> phase.started(next),
          TurnPhase::cancelled,
          TurnPhase::onlySpeaks,
          phase -> phase.ended(front.number()),
          phase -> phase.ended(speaker.number()));

  private static RunningTurn turn(long number) {
    return new RunningTurn(
        number,
        new Turn(
            new TurnSetup(
                "",
                new TextPolicy("Joe", false, false, () -> ""),
                List.of(),
                new FakeLlm(),
                new FakeMeetings.FakeSession(new FakeMeetings(), "session", new Silence()),
                ToolBox.EMPTY,
                new SpeechLock(Duration.ofSeconds(1)),
                new SentMessageTracker(),
                Settings.defaults().agents().turns(),
                ActionLog.NONE,
                new NoListener(),
                System::nanoTime,
                0)),
        Set.of());
  }

  private static final class Silence implements MeetingListener {
    @Override
    public void onSegments(List<Segment> segments) {}

    @Override
    public void onUtterance(List<Segment> segments) {}

    @Override
    public void onTrouble(String sentence) {}

    @Override
    public void onRecovered() {}

    @Override
    public void onLost(String sentence) {}
  }

  private static final class NoListener implements TurnListener {
    @Override
    public void onRound(CompletedRound round) {}

    @Override
    public void onNote(LogLevel level, String text) {}

    @Override
    public void onChatSent(String text) {}

    @Override
    public void onOnlySpeech() {}
  }

  private static String name(TurnPhase phase) {
    return phase.getClass().getSimpleName();
  }

  @Test
  void theTableInTheDocumentationListsTheTransitions() throws Exception {
    Map<String, Set<String>> reached = new TreeMap<>();
    for (TurnPhase phase : phases) {
      Set<String> names = reached.computeIfAbsent(name(phase), any -> new TreeSet<>());
      for (UnaryOperator<TurnPhase> event : events) {
        try {
          TurnPhase after = event.apply(phase);
          if (!after.equals(phase)) {
            names.add(name(after));
          }
        } catch (IllegalStateException e) {
          // The event cannot happen in this phase.
        }
      }
    }
    assertEquals(StateTables.of("Phases of a turn"), reached);
  }

  @Test
  void aSpeechMakesRoomForTheNextTurn() {
    TurnPhase phase = new None().started(speaker).cancelled().onlySpeaks();
    assertEquals(new Speaking(speaker), phase);
    phase = phase.started(front);
    assertEquals(new Thinking(front, Optional.of(speaker)), phase);
    assertEquals(new Thinking(front, Optional.empty()), phase.ended(speaker.number()));
    assertEquals(new Speaking(speaker), phase.ended(front.number()));
    phase = phase.cancelled();
    assertEquals(new Cancelling(front, Optional.of(speaker)), phase);
    assertEquals(new None(), phase.ended(front.number()).ended(speaker.number()));
    assertEquals(phase, phase.ended(NEXT), "another turn");
  }

  @Test
  void whatCannotHappenIsRejected() {
    for (TurnPhase phase : phases) {
      if (phase.front().isPresent()) {
        assertThrows(IllegalStateException.class, () -> phase.started(next));
      }
      if (!(phase instanceof Thinking)) {
        assertThrows(IllegalStateException.class, phase::cancelled);
      }
      if (!phase.equals(new Cancelling(front, Optional.empty()))) {
        assertThrows(IllegalStateException.class, phase::onlySpeaks);
      }
    }
  }
}
