package ai.joinly.manager.agent.turn.answer;

import ai.joinly.manager.agent.tools.ChatTool;
import ai.joinly.manager.agent.tools.SpeakTool;
import ai.joinly.manager.agent.turn.answer.Reading.Act;
import ai.joinly.manager.agent.turn.answer.Reading.AskAgain;
import ai.joinly.manager.agent.turn.answer.Reading.Flaw;
import ai.joinly.manager.agent.turn.answer.Reading.Unusable;
import ai.joinly.manager.agent.turn.answer.TurnFailure.Reason;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.meeting.MeetingTool;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Interpreter of the model's answers in one turn, so that no answer is lost silently. Text that is
 * accepted as an answer is converted to the call that the model should have made, so that it is
 * spoken, stored and shown like any other. Used by one turn's thread.
 */
public final class AnswerReader {
  static final String END_TURN = "end_turn";

  private final TextPolicy policy;
  private final boolean canWrite;
  private final Set<Flaw> complained = EnumSet.noneOf(Flaw.class);

  /**
   * @param offered names of the turn's tools
   */
  public AnswerReader(TextPolicy policy, Set<String> offered) {
    this.policy = policy;
    this.canWrite = offered.contains(MeetingTool.CHAT);
  }

  /**
   * Returns the interpretation of {@code answer}.
   *
   * @param inText whether the model was called without tools
   * @param settled whether the turn has said or written something that no lookup has followed
   */
  public Reading read(Assistant answer, boolean inText, boolean settled) {
    PlainText text = PlainText.of(answer.text().orElse(""), policy.agent());
    if (!answer.toolCalls().isEmpty()) {
      complained.clear();
      return new Act(withVoicedText(answer, text, inText));
    }
    if (settled) {
      return new Act(calls(answer, endTurn()));
    }
    return switch (text) {
      case PlainText.Silence silence -> new Act(calls(answer, endTurn()));
      case PlainText.Words words ->
          inText || policy.isAnswer()
              ? new Act(calls(answer, voiced(words), endTurn()))
              : askAgain(
                  Flaw.TEXT,
                  answer,
                  new TurnFailure(
                      Reason.NO_CALL,
                      "The language model answers in text instead of calling speak_text; use a"
                          + " model that calls tools"));
      case PlainText.None none ->
          askAgain(
              Flaw.EMPTY,
              answer,
              new TurnFailure(
                  Reason.EMPTY,
                  "The language model gave an empty answer twice; try again or use another model"));
    };
  }

  private Reading askAgain(Flaw flaw, Assistant answer, TurnFailure otherwise) {
    return complained.add(flaw) ? new AskAgain(flaw, answer) : new Unusable(otherwise);
  }

  /** Adds a call for the text next to other calls, if none of these reaches people. */
  private Assistant withVoicedText(Assistant answer, PlainText text, boolean inText) {
    boolean reaches = answer.toolCalls().stream().anyMatch(AnswerReader::reachesPeople);
    if (reaches || !(inText || policy.isAnswer())) {
      return answer;
    }
    return switch (text) {
      case PlainText.None none -> answer;
      case PlainText.Silence silence -> answer;
      case PlainText.Words words -> {
        List<ToolCall> calls = new ArrayList<>(answer.toolCalls());
        calls.add(insertionIndex(calls), voiced(words));
        yield calls(answer, calls.toArray(ToolCall[]::new));
      }
    };
  }

  /**
   * Returns the index for the new call: the first, or after the last call that unmutes the agent.
   */
  private static int insertionIndex(List<ToolCall> calls) {
    int index = 0;
    for (int i = 0; i < calls.size(); i++) {
      if (calls.get(i).name().equals(MeetingTool.UNMUTE)) {
        index = i + 1;
      }
    }
    return index;
  }

  private static boolean reachesPeople(ToolCall call) {
    return call.name().equals(MeetingTool.SPEAK) || call.name().equals(MeetingTool.CHAT);
  }

  private ToolCall voiced(PlainText.Words words) {
    return policy.inChat() && canWrite
        ? ChatTool.call(id(), words.text())
        : SpeakTool.call(id(), words.text());
  }

  private static ToolCall endTurn() {
    return new ToolCall(id(), END_TURN, "{}");
  }

  private static Assistant calls(Assistant answer, ToolCall... calls) {
    return new Assistant(Optional.empty(), List.of(calls), answer.signature());
  }

  private static String id() {
    return "call_" + UUID.randomUUID().toString().replace("-", "");
  }
}
