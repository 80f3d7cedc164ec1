package ai.joinly.manager.agent.turn;

import ai.joinly.manager.model.AgentConfig;
import ai.joinly.manager.model.Segment;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The instructions a language model gets at the head of each turn. */
public final class Prompts {
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{(agent_name|name|date|speaker|text|context)}");

  private static final String MULTI_PARTY =
      """

      Several people are talking, mostly with each other. Speak only when you are addressed, by name
      or plainly by context, when you are asked to follow something up, or when you can prevent a
      costly mistake. In all other cases stay silent: call end_turn at once. If you are unsure
      whether you are meant, stay silent.
      """;

  private static final String ONE_TO_ONE =
      """

      You are talking with one person. Answer everything that is said to you, briefly, and keep the
      conversation going as a good partner does. If what you heard makes no sense, ask.
      """;

  private Prompts() {}

  /**
   * The instructions for a turn.
   *
   * @param utterance what starts this turn
   * @param context earlier lines of the conversation, for the placeholder of that name
   */
  public static String system(
      AgentConfig config, LocalDate today, List<Segment> utterance, String context) {
    String style =
        config
            .prompt()
            .customPrompt()
            .map(custom -> "\n" + fill(custom, config, today, utterance, context))
            .orElse(
                switch (config.prompt().style()) {
                  case MPC -> MULTI_PARTY;
                  case DYADIC -> ONE_TO_ONE;
                });
    return common(config.name(), today, language(config.speech().language())) + style;
  }

  private static String common(String name, LocalDate today, String language) {
    return """
        You are %s, an assistant who takes part in an online meeting by voice. Today is %s.
        What people say reaches you as lines of the form "Speaker: text". They come from speech
        recognition: expect misheard words and names, cut sentences and wrong speakers, and read them
        with good will. Your own words are spoken aloud by a synthetic voice.

        How to act:
        - You are heard only through the tool speak_text. Text outside of tool calls reaches nobody.
        - Speak %s, unless you are asked for another language.
        - Speak like a person: one to three short sentences, no lists, no headings, no markup, no
          emoji; spell out what a voice cannot read, such as symbols. Say more only if asked to.
        - Use send_chat_message for what is better read than heard: links, code, numbers, lists.
        - Use the other tools when they help to answer. Before one that takes long, say so in a few
          words. Never claim to have done what no tool has done for you.
        - If a result of speak_text says that you were interrupted, people heard only the part it
          quotes. Do not begin again from the start; go by what was said since.
        - Do not repeat what you have said already.
        - Leave the meeting only when somebody asks you to, after a word of goodbye.
        - When there is nothing (more) to do, call end_turn.
        """
        .formatted(name, today, language);
  }

  /** In one pass, so that a placeholder somebody speaks is not filled in. */
  private static String fill(
      String custom, AgentConfig config, LocalDate today, List<Segment> utterance, String context) {
    Map<String, String> values =
        Map.of(
            "agent_name", config.name(),
            "name", config.name(),
            "date", today.toString(),
            "speaker", TranscriptText.lastSpeaker(utterance),
            "text", TranscriptText.words(utterance),
            "context", context);
    return PLACEHOLDER
        .matcher(custom)
        .replaceAll(match -> Matcher.quoteReplacement(values.getOrDefault(match.group(1), "")));
  }

  /** "German" rather than "de", where the JDK knows the language. */
  private static String language(String code) {
    String name = Locale.forLanguageTag(code).getDisplayLanguage(Locale.ENGLISH);
    return name.isBlank() ? code : name;
  }
}
