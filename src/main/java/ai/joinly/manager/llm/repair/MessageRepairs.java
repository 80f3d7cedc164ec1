package ai.joinly.manager.llm.repair;

import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import ai.joinly.manager.llm.ChatMessage.User;
import ai.joinly.manager.llm.LlmRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Repairs of a conversation, in the order in which they are applied. The result is deterministic,
 * so that a service can use its cache.
 */
final class MessageRepairs {
  private static final String ACKNOWLEDGED = "Understood.";
  private static final String CONTINUE = "[Continue.]";
  private static final int ID_LENGTH = 9;
  private static final String ID_CHARACTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private MessageRepairs() {}

  static LlmRequest apply(LlmRequest request, Set<Repair> repairs) {
    if (repairs.isEmpty()) {
      return request;
    }
    String system = request.systemPrompt();
    List<ChatMessage> messages = request.messages();
    if (repairs.contains(Repair.FOLD_SYSTEM) && !system.isBlank()) {
      messages = folded(system, messages);
      system = "";
    }
    messages = applied(Repair.SINGLE_CALLS, repairs, messages, MessageRepairs::singleCalls);
    messages = applied(Repair.FLATTEN_TOOLS, repairs, messages, MessageRepairs::flat);
    messages = applied(Repair.ALTERNATE_ROLES, repairs, messages, MessageRepairs::alternating);
    messages = applied(Repair.SHORT_CALL_IDS, repairs, messages, MessageRepairs::withShortIds);
    return request.with(system, messages);
  }

  private static List<ChatMessage> applied(
      Repair repair,
      Set<Repair> repairs,
      List<ChatMessage> messages,
      UnaryOperator<List<ChatMessage>> change) {
    return repairs.contains(repair) ? change.apply(messages) : messages;
  }

  private static List<ChatMessage> folded(String system, List<ChatMessage> messages) {
    List<ChatMessage> folded = new ArrayList<>(messages);
    if (!folded.isEmpty() && folded.getFirst() instanceof User first) {
      folded.set(0, new User(system + "\n\n" + first.text()));
    } else {
      folded.addFirst(new User(system));
    }
    return folded;
  }

  private static List<ChatMessage> singleCalls(List<ChatMessage> messages) {
    List<ChatMessage> single = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      if (!(messages.get(i) instanceof Assistant answer) || answer.toolCalls().size() < 2) {
        single.add(messages.get(i));
        continue;
      }
      List<ToolResult> results = resultsAfter(messages, i);
      Optional<String> text = answer.text();
      for (int c = 0; c < answer.toolCalls().size(); c++) {
        ToolCall call = answer.toolCalls().get(c);
        single.add(new Assistant(text, List.of(call), answer.signature()));
        text = Optional.empty();
        // An id may be duplicated: the results are in the order of the calls.
        if (c < results.size() && results.get(c).callId().equals(call.id())) {
          single.add(results.get(c));
        } else {
          results.stream()
              .filter(result -> result.callId().equals(call.id()))
              .findFirst()
              .ifPresent(single::add);
        }
      }
      i += results.size();
    }
    return single;
  }

  private static List<ToolResult> resultsAfter(List<ChatMessage> messages, int answer) {
    return messages.stream()
        .skip(answer + 1L)
        .takeWhile(ToolResult.class::isInstance)
        .map(ToolResult.class::cast)
        .toList();
  }

  /**
   * Returns the conversation with calls and results as text of the user: if it were the model's
   * text, the model would write calls as text.
   */
  private static List<ChatMessage> flat(List<ChatMessage> messages) {
    return messages.stream()
        .<ChatMessage>mapMulti(
            (message, flat) -> {
              switch (message) {
                case User user -> flat.accept(user);
                case ToolResult result ->
                    flat.accept(
                        new User(
                            "[%s of your tool %s: %s]"
                                .formatted(
                                    result.isError() ? "Error" : "Result",
                                    result.toolName(),
                                    result.text())));
                case Assistant answer -> {
                  if (!answer.text().orElse("").isBlank()) {
                    flat.accept(new Assistant(answer.text(), List.of()));
                  }
                  answer
                      .toolCalls()
                      .forEach(
                          call ->
                              flat.accept(
                                  new User(
                                      "[You used your tool %s with %s]"
                                          .formatted(call.name(), call.arguments()))));
                }
              }
            })
        .toList();
  }

  private static List<ChatMessage> alternating(List<ChatMessage> messages) {
    List<ChatMessage> result = new ArrayList<>();
    for (ChatMessage message : messages) {
      if (isEmpty(message)) {
        continue;
      }
      Optional<ChatMessage> last =
          result.isEmpty() ? Optional.empty() : Optional.of(result.getLast());
      Optional<ChatMessage> joined = last.flatMap(before -> joined(before, message));
      if (joined.isPresent()) {
        result.set(result.size() - 1, joined.get());
        continue;
      }
      if (message instanceof User && last.filter(ToolResult.class::isInstance).isPresent()) {
        result.add(new Assistant(Optional.of(ACKNOWLEDGED), List.of()));
      }
      result.add(message);
    }
    if (!result.isEmpty() && result.getLast() instanceof Assistant) {
      result.add(new User(CONTINUE));
    }
    return result;
  }

  private static boolean isEmpty(ChatMessage message) {
    return switch (message) {
      case User user -> user.text().isBlank();
      case Assistant answer -> answer.toolCalls().isEmpty() && answer.text().orElse("").isBlank();
      case ToolResult result -> false;
    };
  }

  /** Joins two messages of the same role. */
  private static Optional<ChatMessage> joined(ChatMessage before, ChatMessage after) {
    if (before instanceof User first && after instanceof User second) {
      return Optional.of(new User(first.text() + "\n" + second.text()));
    }
    if (before instanceof Assistant first
        && after instanceof Assistant second
        && first.toolCalls().isEmpty()) {
      String text =
          String.join(
              "\n",
              Stream.of(first.text(), second.text())
                  .flatMap(Optional::stream)
                  .filter(part -> !part.isBlank())
                  .toList());
      return Optional.of(new Assistant(Optional.of(text), second.toolCalls(), second.signature()));
    }
    return Optional.empty();
  }

  private static List<ChatMessage> withShortIds(List<ChatMessage> messages) {
    Set<String> taken = new HashSet<>();
    Map<String, String> newest = new HashMap<>();
    return messages.stream()
        .map(
            message ->
                switch (message) {
                  case User user -> user;
                  case Assistant answer ->
                      new Assistant(
                          answer.text(),
                          answer.toolCalls().stream()
                              .map(
                                  call -> {
                                    String id = shortId(call.id(), taken);
                                    newest.put(call.id(), id);
                                    return new ToolCall(id, call.name(), call.arguments());
                                  })
                              .toList(),
                          answer.signature());
                  case ToolResult result ->
                      new ToolResult(
                          newest.getOrDefault(
                              result.callId(), shortId(result.callId(), new HashSet<>())),
                          result.toolName(),
                          result.text(),
                          result.status(),
                          result.images());
                })
        .map(ChatMessage.class::cast)
        .toList();
  }

  private static String shortId(String id, Set<String> taken) {
    for (long attempt = 0; ; attempt++) {
      long bits = attempt * 0x9E3779B97F4A7C15L;
      for (int i = 0; i < id.length(); i++) {
        bits = 31 * bits + id.charAt(i);
      }
      bits = (bits ^ (bits >>> 29)) * 0xBF58476D1CE4E5B9L;
      StringBuilder own = new StringBuilder();
      for (int i = 0; i < ID_LENGTH; i++) {
        own.append(
            ID_CHARACTERS.charAt((int) Long.remainderUnsigned(bits, ID_CHARACTERS.length())));
        bits = Long.divideUnsigned(bits, ID_CHARACTERS.length());
      }
      if (taken.add(own.toString())) {
        return own.toString();
      }
    }
  }
}
