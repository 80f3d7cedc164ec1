package ai.joinly.manager.agent.tools;

import ai.joinly.manager.agent.turn.answer.TurnFailure;
import ai.joinly.manager.agent.turn.answer.TurnFailure.Reason;
import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import ai.joinly.manager.meeting.MeetingTool;
import java.util.List;
import java.util.Optional;

/** Effect of one turn's rounds on the people who wait for an answer. Used by one turn's thread. */
public final class TurnEffect {
  /** Decision on a model's request to end its turn. */
  public sealed interface End {
    record Done() implements End {}

    /** The model is called again and receives the result that its words were not heard. */
    record OnceMore() implements End {}

    record Unsaid(TurnFailure failure) implements End {}
  }

  private final SpeechLock voice;
  private boolean acted;
  private boolean settled;
  private Optional<ToolResult> unsaid = Optional.empty();
  private boolean shown;

  public TurnEffect(SpeechLock voice) {
    this.voice = voice;
  }

  /** Returns whether any round was executed. */
  public boolean hasActed() {
    return acted;
  }

  /** Returns whether there is an answer: a speech or message that no lookup has followed. */
  public boolean isSettled() {
    return settled;
  }

  /**
   * Adds a round.
   *
   * @param said whether something was said or written in this round
   */
  public void add(List<ToolResult> results, boolean said) {
    acted = true;
    Optional<ToolResult> failed =
        results.stream().filter(ToolResult::isError).filter(TurnEffect::isForPeople).findFirst();
    if (said) {
      unsaid = Optional.empty();
    } else if (failed.isPresent()) {
      unsaid = failed;
    }
    boolean lookedUp = results.stream().anyMatch(TurnEffect::isLookup);
    settled = !lookedUp && unsaid.isEmpty() && (settled || said);
  }

  /** Decides on the model's request to end the turn now. */
  public End atEnd() {
    if (unsaid.isEmpty() || voice.muted().isPresent()) {
      return new End.Done();
    }
    if (!shown && unsaid.get().status() != Status.UNKNOWN) {
      shown = true;
      return new End.OnceMore();
    }
    return new End.Unsaid(
        new TurnFailure(Reason.UNSAID, "The answer was not heard: " + unsaid.get().text()));
  }

  private static boolean isForPeople(ToolResult result) {
    return switch (result.toolName()) {
      case MeetingTool.SPEAK, MeetingTool.CHAT -> true;
      default -> false;
    };
  }

  private static boolean isLookup(ToolResult result) {
    return switch (result.toolName()) {
      case MeetingTool.SPEAK, MeetingTool.CHAT, MeetingTool.LEAVE, ToolRunner.END_TURN -> false;
      case MeetingTool.MUTE, MeetingTool.UNMUTE -> false;
      default -> true;
    };
  }
}
