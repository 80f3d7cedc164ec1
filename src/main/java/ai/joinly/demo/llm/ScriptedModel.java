package ai.joinly.demo.llm;

import ai.joinly.demo.llm.Prompt.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Rules that replace a language model in a meeting. Stateless: the answer depends only on the
 * conversation.
 */
final class ScriptedModel {
  /** A tool to call; the arguments are strings. */
  record Call(String tool, Map<String, String> arguments) {}

  /** The model's answer: unspoken text, or tools to call. */
  record Answer(Optional<String> content, List<Call> calls) {
    Answer {
      calls = List.copyOf(calls);
    }
  }

  private static final Pattern LEAVE =
      pattern("good ?bye|\\bbye\\b|(can|may|please|should) leave|leave (us|the (call|meeting))");
  private static final Pattern WRITE_CHAT =
      pattern("\\b(write|post|put|send|drop|type)\\b.*\\bchat\\b");
  private static final Pattern READ_CHAT = pattern("\\bchat\\b");
  private static final Pattern SUMMARY =
      pattern(
          "\\bsum\\b.*\\bup\\b|summar|recap|wrap up|what (have|did) we|where (are|do) we stand");
  private static final Pattern PRESENT =
      pattern(
          "who( is|'s|’s)? (all )?(here|in (the|this)|on (the|this)|there)|participants|attend");
  private static final Pattern LONG =
      pattern(
          "explain|walk (us|me) through|in detail|tell (us|me) (all|more)|step by step|risks?\\b");
  private static final Pattern SHORTER = pattern("shorter|in short|brief|one sentence|too long");
  private static final Pattern THANKS = pattern("\\bthank|\\bthanks");
  private static final Pattern WHEN = pattern("\\bwhen\\b|what (date|day)|which day|how long");
  private static final Pattern GREETING =
      pattern("\\b(hello|hi|hey|welcome|good (morning|afternoon|evening))\\b");
  private static final Pattern SOUND_CHECK = pattern("hear (me|us)|are you (there|here|with us)");
  private static final Pattern QUESTION =
      pattern("\\?|^(who|what|where|why|how|which|can|could|do|does|is|are|will|should)\\b");

  private ScriptedModel() {}

  static Answer answer(Prompt prompt) {
    if (prompt.schema().isPresent()) {
      return new Answer(
          Optional.of(SchemaAnswers.answer(prompt.schema().get(), prompt)), List.of());
    }
    if (prompt.tool("speak_text").isEmpty()) {
      return new Answer(Optional.of(Phrases.summary(prompt)), List.of());
    }
    return prompt.results().isEmpty() ? firstRound(prompt) : laterRound(prompt);
  }

  /** Returns the answer after tool calls: reports their results, or ends the turn. */
  private static Answer laterRound(Prompt prompt) {
    if (prompt.results().stream().anyMatch(r -> r.tool().endsWith("speak_text"))) {
      return endTurn(prompt);
    }
    return prompt.results().stream()
        .map(
            result -> {
              if (result.tool().endsWith("get_participants")) {
                return Optional.of(Phrases.participants(prompt, result.text()));
              }
              return result.tool().endsWith("get_chat_history")
                  ? Optional.of(Phrases.chat(prompt, result.text()))
                  : Optional.<String>empty();
            })
        .flatMap(Optional::stream)
        .findFirst()
        .map(text -> speak(prompt, text))
        .orElseGet(() -> endTurn(prompt));
  }

  private static Answer firstRound(Prompt prompt) {
    List<Line> meant = prompt.fresh().stream().filter(line -> addressed(prompt, line)).toList();
    if (meant.isEmpty()) {
      return prompt.wasInterrupted() && !prompt.fresh().isEmpty()
          ? speak(prompt, Phrases.giveWay(prompt.fresh().getLast().firstName()))
          : endTurn(prompt);
    }
    Line line = meant.getLast();
    return toolsFor(prompt, line).orElseGet(() -> speak(prompt, words(prompt, line)));
  }

  /** Returns the tool calls for a line that needs more than a spoken answer. */
  private static Optional<Answer> toolsFor(Prompt prompt, Line line) {
    String text = line.text();
    if (says(LEAVE, text) && prompt.tool("leave_meeting").isPresent()) {
      return Optional.of(
          calls(
              call(prompt, "speak_text", "text", Phrases.goodbye(line)),
              call(prompt, "leave_meeting")));
    }
    if (says(WRITE_CHAT, text) && prompt.tool("send_chat_message").isPresent()) {
      return Optional.of(
          calls(
              call(prompt, "send_chat_message", "message", Phrases.chatMessage(prompt)),
              call(prompt, "speak_text", "text", Phrases.wroteToChat(line))));
    }
    if (says(READ_CHAT, text) && prompt.tool("get_chat_history").isPresent()) {
      return Optional.of(calls(call(prompt, "get_chat_history")));
    }
    if (says(PRESENT, text) && prompt.tool("get_participants").isPresent()) {
      return Optional.of(calls(call(prompt, "get_participants")));
    }
    return Optional.empty();
  }

  private static String words(Prompt prompt, Line line) {
    String text = line.text();
    if (prompt.wasInterrupted() || says(SHORTER, text)) {
      return Phrases.inShort(prompt, line);
    }
    if (says(SUMMARY, text)) {
      return Phrases.summary(prompt);
    }
    if (says(LONG, text)) {
      return Phrases.longAnswer(prompt, line);
    }
    if (says(WHEN, text)) {
      return Phrases.date(prompt);
    }
    if (says(GREETING, text) && (says(SOUND_CHECK, text) || !says(QUESTION, text))) {
      return Phrases.greeting(prompt, line);
    }
    if (says(QUESTION, text)) {
      return Phrases.recall(prompt, line);
    }
    if (says(THANKS, text)) {
      return "You are welcome, " + line.firstName() + ".";
    }
    return says(GREETING, text)
        ? Phrases.greeting(prompt, line)
        : "Noted, " + line.firstName() + ".";
  }

  private static boolean addressed(Prompt prompt, Line line) {
    return prompt.oneToOne() || Phrases.names(prompt, line.text());
  }

  private static Answer speak(Prompt prompt, String text) {
    return calls(call(prompt, "speak_text", "text", text));
  }

  private static Answer endTurn(Prompt prompt) {
    return prompt.tool("end_turn").isPresent()
        ? calls(call(prompt, "end_turn"))
        : new Answer(Optional.of(""), List.of());
  }

  private static Answer calls(Call... calls) {
    return new Answer(Optional.empty(), new ArrayList<>(List.of(calls)));
  }

  private static Call call(Prompt prompt, String tool) {
    return new Call(prompt.tool(tool).orElse(tool), Map.of());
  }

  private static Call call(Prompt prompt, String tool, String argument, String value) {
    return new Call(prompt.tool(tool).orElse(tool), Map.of(argument, value));
  }

  private static boolean says(Pattern pattern, String text) {
    return pattern.matcher(text.toLowerCase(Locale.ROOT)).find();
  }

  private static Pattern pattern(String regex) {
    return Pattern.compile(regex);
  }
}
