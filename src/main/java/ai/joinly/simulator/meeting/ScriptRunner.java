package ai.joinly.simulator.meeting;

import ai.joinly.simulator.Room;
import java.time.Duration;
import java.time.Instant;

/** Plays one script in one meeting, on a virtual thread, until the agent leaves. */
final class ScriptRunner {
  private final Room room;
  private final Meeting.Visit visit;
  private final MeetingScript script;

  /** The agent's speeches at the last start of a participant's action; the script's thread. */
  private long speechesBefore;

  ScriptRunner(Room room, Meeting.Visit visit, MeetingScript script) {
    this.room = room;
    this.visit = visit;
    this.script = script;
  }

  void start() {
    Thread.ofVirtual().name("simulator-script").start(this::play);
  }

  private void play() {
    try {
      do {
        for (ScriptStep step : script.steps()) {
          if (isOver()) {
            return;
          }
          perform(step);
        }
      } while (script.repeat());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void perform(ScriptStep step) throws InterruptedException {
    switch (step) {
      case ScriptStep.Say say -> {
        speechesBefore = room.voice().starts();
        say(say.speaker(), say.text(), say.speechTime());
      }
      case ScriptStep.Pause p -> pause(p.time());
      case ScriptStep.WaitForAgent wait -> awaitAgent(wait.limit());
      case ScriptStep.Interrupt i -> interrupt(i);
      case ScriptStep.Chat chat -> {
        speechesBefore = room.voice().starts();
        room.meeting().page().comes(chat.sender());
        room.meeting().page().write(new ChatLine(chat.sender(), chat.text(), Instant.now(), false));
      }
    }
  }

  /** The agent's answer may have started or even ended before this call. */
  private void awaitAgent(Duration limit) throws InterruptedException {
    boolean answers =
        room.meeting()
            .await(
                () ->
                    isOver() || room.voice().isSpeaking() || room.voice().starts() > speechesBefore,
                limit);
    if (answers) {
      var ignored = room.meeting().await(() -> isOver() || !room.voice().isSpeaking(), limit);
    }
  }

  private void interrupt(ScriptStep.Interrupt step) throws InterruptedException {
    if (room.meeting().await(() -> isOver() || room.voice().isSpeaking(), step.limit())) {
      pause(step.after());
      speechesBefore = room.voice().starts();
      say(step.speaker(), step.text(), step.speechTime());
    }
  }

  private void say(String speaker, String text, Duration time) throws InterruptedException {
    if (!isOver()) {
      room.participants().say(visit, Utterance.Plan.by(speaker).says(text, time));
      pause(time);
    }
  }

  private void pause(Duration time) throws InterruptedException {
    var ignored = room.meeting().await(this::isOver, time);
  }

  private boolean isOver() {
    return !room.meeting().isCurrent(visit);
  }
}
