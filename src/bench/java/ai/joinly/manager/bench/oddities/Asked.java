package ai.joinly.manager.bench.oddities;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request asks of the model, whatever the protocol.
 *
 * @param body as it came
 */
record Asked(JsonNode body, boolean system, List<Message> messages, List<Tool> tools) {
  private static final Pattern QUESTION = Pattern.compile("question (\\d{1,9}):");

  /** Where a message comes from. */
  enum Role {
    USER,
    TOOL,
    MODEL
  }

  /**
   * One message.
   *
   * @param content its JSON as text, in which words are looked for
   */
  record Message(Role role, String content) {}

  /** A tool that is offered. */
  record Tool(String name, JsonNode schema) {}

  Asked {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
  }

  /** The number of the newest question. */
  OptionalInt question() {
    int at = lastQuestion();
    return at < 0 ? OptionalInt.empty() : OptionalInt.of(lastNumber(messages.get(at).content()));
  }

  /** Whether the newest question is put to the model's agent, by its name. */
  boolean isAddressed() {
    int at = lastQuestion();
    return at >= 0
        && messages
            .get(at)
            .content()
            .contains(
                Question.AGENT + ", question " + lastNumber(messages.get(at).content()) + ":");
  }

  /** Whether the model has answered the newest question already. */
  boolean isAnswered() {
    int at = lastQuestion();
    return at >= 0
        && messages.stream()
            .skip(at + 1L)
            .anyMatch(
                message ->
                    message.content().contains(Question.answerBeginning(question().orElseThrow())));
  }

  /** Whether a further tool has been used since the newest question. */
  boolean hasResult() {
    return messages.stream().skip(lastQuestion() + 1L).anyMatch(m -> m.role() == Role.TOOL);
  }

  /** The tool of that name, which may have a server's name in front. */
  Optional<Tool> tool(String name) {
    return tools.stream().filter(tool -> tool.name().endsWith(name)).findFirst();
  }

  private int lastQuestion() {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i).role() != Role.MODEL && lastNumber(messages.get(i).content()) >= 0) {
        return i;
      }
    }
    return -1;
  }

  private static int lastNumber(String text) {
    Matcher matcher = QUESTION.matcher(text);
    List<Integer> numbers = new ArrayList<>();
    while (matcher.find()) {
      numbers.add(Integer.parseInt(matcher.group(1)));
    }
    return numbers.isEmpty() ? -1 : numbers.getLast();
  }
}
