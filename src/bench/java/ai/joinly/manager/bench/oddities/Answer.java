package ai.joinly.manager.bench.oddities;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * What a model answers, whatever the protocol.
 *
 * @param thinking that its server keeps apart from the text
 */
public record Answer(Optional<String> thinking, Optional<String> text, List<Call> calls) {
  /** A tool that is to be called. */
  record Call(String tool, ObjectNode arguments) {}

  public Answer {
    calls = List.copyOf(calls);
  }

  static Answer of(Call call) {
    return new Answer(Optional.empty(), Optional.empty(), List.of(call));
  }

  static Answer of(String text) {
    return new Answer(Optional.empty(), Optional.of(text), List.of());
  }

  Answer withText(String words) {
    return new Answer(thinking, Optional.of(words), calls);
  }

  Answer withThinking(String words) {
    return new Answer(Optional.of(words), text, calls);
  }
}
