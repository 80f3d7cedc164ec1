package ai.joinly.manager.agent.turn;

import ai.joinly.manager.llm.ChatMessage.Image;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingTool;
import ai.joinly.manager.model.LogLevel;
import ai.joinly.manager.model.ToolOutcome;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/**
 * Carries out the tool calls of one answer: what is said and written in the given order, the rest
 * beside it in parallel. Every call gets a result, whatever happens. Used by one turn's thread.
 */
final class ToolRunner {
  /** Calls of one answer that are carried out at most. */
  static final int MOST_CALLS = 16;

  static final String END_TURN = "end_turn";
  private static final JsonMapper JSON = new JsonMapper();

  /** How the names of tools begin that change nothing. */
  private static final String READING = "get_";

  private static final String UNSAID =
      "Not done: somebody spoke in the meantime. Go by what was said since.";

  private final OfferedTools tools;
  private final Set<String> known;
  private final BooleanSupplier newSpeech;
  private final ActionLog actions;
  private final TurnListener listener;
  private boolean interrupted;
  private boolean leaving;

  /**
   * @param known names of the tools that were offered
   * @param newSpeech whether somebody spoke since the turn began
   * @param actions is told of what is done in the meeting, before it is done
   */
  ToolRunner(
      OfferedTools tools,
      Set<String> known,
      BooleanSupplier newSpeech,
      ActionLog actions,
      TurnListener listener) {
    this.tools = tools;
    this.known = Set.copyOf(known);
    this.newSpeech = newSpeech;
    this.actions = actions;
    this.listener = listener;
  }

  /** Whether somebody spoke over the agent. */
  boolean wasInterrupted() {
    return interrupted;
  }

  /** Whether the model asked to leave and nobody spoke since. */
  boolean mustLeave() {
    return leaving;
  }

  /**
   * The results of {@code calls}, in their order. An interrupt ends the waiting for all of them.
   */
  List<ToolResult> run(List<ToolCall> calls) {
    List<ToolResult> results = new ArrayList<>(calls.size());
    try (ExecutorService beside = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Optional<Future<ToolOutcome>>> running = new ArrayList<>(calls.size());
      for (int i = 0; i < calls.size(); i++) {
        ToolCall call = calls.get(i);
        running.add(
            runsBeside(call, i) ? Optional.of(beside.submit(() -> use(call))) : Optional.empty());
      }
      for (int i = 0; i < calls.size(); i++) {
        ToolCall call = calls.get(i);
        ToolOutcome outcome =
            i >= MOST_CALLS
                ? failed("Not done: too many calls at once; at most " + MOST_CALLS + " are made.")
                : running.get(i).isPresent() ? failed("") : inOrder(call);
        results.add(result(call, outcome));
      }
      for (int i = 0; i < calls.size(); i++) {
        if (running.get(i).isPresent()) {
          results.set(i, result(calls.get(i), await(running.get(i).get())));
        }
      }
    }
    for (int i = 0; i < calls.size(); i++) {
      if (calls.get(i).name().equals(MeetingTool.LEAVE)) {
        results.set(i, result(calls.get(i), leave()));
      }
    }
    return results;
  }

  private boolean runsBeside(ToolCall call, int position) {
    return position < MOST_CALLS
        && switch (call.name()) {
          case MeetingTool.SPEAK, MeetingTool.CHAT, MeetingTool.LEAVE, END_TURN -> false;
          default -> known.contains(call.name());
        };
  }

  private ToolOutcome inOrder(ToolCall call) {
    return switch (call.name()) {
      case END_TURN -> new ToolOutcome("Turn ended.", false, List.of());
      case MeetingTool.LEAVE -> new ToolOutcome("", false, List.of());
      case MeetingTool.SPEAK ->
          known.contains(call.name()) ? speak(call) : failed(unknown(call.name()));
      case MeetingTool.CHAT ->
          known.contains(call.name()) ? write(call) : failed(unknown(call.name()));
      default -> failed(unknown(call.name()));
    };
  }

  /** Last of all. The worker does it; what was said meanwhile may be "please stay". */
  private ToolOutcome leave() {
    leaving = !interrupted && !newSpeech.getAsBoolean();
    return new ToolOutcome(leaving ? "Leaving the meeting." : UNSAID, false, List.of());
  }

  private ToolOutcome speak(ToolCall call) {
    Optional<String> text = argument(call, "text");
    if (text.isEmpty()) {
      return failed("Not said: the argument 'text' must be a string that is not empty.");
    }
    if (interrupted || newSpeech.getAsBoolean()) {
      return new ToolOutcome(UNSAID, false, List.of());
    }
    ToolOutcome outcome = act(call);
    SpokenAnswer answer = SpokenAnswer.of(outcome.text());
    if (outcome.text().equals(UNSAID)) {
      return outcome;
    }
    if (outcome.isError()) {
      listener.onNote(LogLevel.WARN, "Could not speak: " + outcome.text());
    } else if (answer.interrupted()) {
      interrupted = true;
      listener.onNote(
          LogLevel.INFO,
          "Was interrupted after saying: " + answer.heard().filter(h -> !h.isBlank()).orElse("…"));
    } else {
      listener.onNote(LogLevel.INFO, "Said: " + text.get());
    }
    return outcome;
  }

  private ToolOutcome write(ToolCall call) {
    Optional<String> message = argument(call, "message");
    if (message.isEmpty()) {
      return failed("Not sent: the argument 'message' must be a string that is not empty.");
    }
    if (interrupted || newSpeech.getAsBoolean()) {
      return new ToolOutcome(UNSAID, false, List.of());
    }
    ToolOutcome outcome = act(call);
    if (outcome.text().equals(UNSAID)) {
      return outcome;
    }
    listener.onNote(
        outcome.isError() ? LogLevel.WARN : LogLevel.INFO,
        outcome.isError()
            ? "Could not write in the chat: " + outcome.text()
            : "Wrote in the chat: " + message.get());
    return outcome;
  }

  private ToolOutcome use(ToolCall call) {
    // Nobody knows what a further tool changes, whatever it is called.
    boolean reads = call.name().startsWith(READING) && !tools.isFurther(call.name());
    ToolOutcome outcome = reads ? look(call) : act(call);
    if (outcome.text().equals(UNSAID)) {
      return outcome;
    }
    listener.onNote(
        outcome.isError() ? LogLevel.WARN : LogLevel.INFO,
        outcome.isError()
            ? "The tool " + call.name() + " failed: " + outcome.text()
            : "Used the tool " + call.name());
    return outcome;
  }

  /** Does what others notice: only once it is written down, and only if nobody spoke meanwhile. */
  private ToolOutcome act(ToolCall call) {
    long action;
    try {
      action = actions.intend(call.name(), call.arguments());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed("The agent was stopped before it was done.");
    }
    if (newSpeech.getAsBoolean()) {
      actions.ended(action, ActionLog.Outcome.NOT_DONE, "");
      return new ToolOutcome(UNSAID, false, List.of());
    }
    return ended(action, call(call));
  }

  private ToolOutcome look(ToolCall call) {
    return ended(actions.note(call.name(), call.arguments()), call(call));
  }

  private ToolOutcome ended(long action, ToolOutcome outcome) {
    actions.ended(
        action,
        outcome.isError()
            ? ActionLog.Outcome.FAILED
            : SpokenAnswer.of(outcome.text()).interrupted()
                ? ActionLog.Outcome.INTERRUPTED
                : ActionLog.Outcome.DONE,
        outcome.text());
    return outcome;
  }

  private ToolOutcome call(ToolCall call) {
    try {
      return tools.call(call.name(), call.arguments());
    } catch (MeetingException e) {
      return failed(e.sentence());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed("The agent was stopped before an answer came.");
    }
  }

  private static ToolOutcome await(Future<ToolOutcome> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      return failed("The agent was stopped before an answer came.");
    } catch (ExecutionException e) {
      return failed("The tool failed.");
    }
  }

  private static Optional<String> argument(ToolCall call, String name) {
    try {
      JsonNode value = JSON.readTree(call.arguments()).path(name);
      return value.isTextual() && !value.textValue().isBlank()
          ? Optional.of(value.textValue())
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static ToolResult result(ToolCall call, ToolOutcome outcome) {
    return new ToolResult(
        call.id(),
        call.name(),
        outcome.text(),
        outcome.isError(),
        outcome.images().stream().map(i -> new Image(i.data(), i.mimeType())).toList());
  }

  private static String unknown(String name) {
    return "There is no tool named " + name + ".";
  }

  private static ToolOutcome failed(String reason) {
    return new ToolOutcome(reason, true, List.of());
  }
}
