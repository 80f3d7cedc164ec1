package ai.joinly.demo.llm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Content of a request to the scripted model.
 *
 * @param agentName the agent's name in the instructions
 * @param oneToOne whether the instructions require an answer to every utterance
 * @param heard all lines of the conversation, oldest first
 * @param fresh the lines after the last answer
 * @param results the results of the tool calls since the last line
 * @param wasInterrupted whether a participant interrupted the last speech before the fresh lines
 * @param tools names of the available tools
 * @param schema the required schema of the answer
 * @param instructions the instructions for the model
 * @param lastSaid the last message as received
 */
public record Prompt(
    Optional<String> agentName,
    boolean oneToOne,
    List<Line> heard,
    List<Line> fresh,
    List<Result> results,
    boolean wasInterrupted,
    Set<String> tools,
    Optional<JsonNode> schema,
    String instructions,
    String lastSaid) {

  /** An utterance. */
  record Line(String speaker, String text) {
    /** Returns the speaker's first name. */
    public String firstName() {
      return Prompt.firstName(speaker);
    }
  }

  /** Result of a tool call. */
  record Result(String tool, String text) {}

  private static final Pattern LINE = Pattern.compile("([^:\\n]{1,80}): (.*)");

  /** A note of the manager about the conversation, which is not speech. */
  private static final Pattern NOTE = Pattern.compile("\\[.*]");

  private static final List<Pattern> NAMES =
      List.of(
          Pattern.compile("(?i)\\byour name is [\"“*]*([^\\n\"”*,.;:]{1,100})"),
          Pattern.compile("(?i)\\byou are [\"“*]*([^\\n\"”*,.;:]{1,100}?)[\"”*]*, an? "),
          Pattern.compile("(?i)\\b(?:named|called) [\"“*]*([^\\s\"”*,.;:]{1,100})"));
  private static final Pattern ONE_TO_ONE =
      Pattern.compile("(?i)one[- ]to[- ]one|one[- ]on[- ]one|talking with one person");

  public Prompt {
    heard = List.copyOf(heard);
    fresh = List.copyOf(fresh);
    results = List.copyOf(results);
    tools = Set.copyOf(tools);
  }

  static Prompt of(ModelRequest request) {
    Reader reader = new Reader();
    request.messages().forEach(reader::read);
    String system = reader.system.toString();
    return new Prompt(
        name(system),
        ONE_TO_ONE.matcher(system).find(),
        reader.heard,
        reader.fresh,
        reader.results,
        reader.interrupted,
        request.tools(),
        request.schema(),
        system,
        request.lastSaid());
  }

  public static String firstName(String name) {
    int end = name.indexOf(' ');
    return end < 0 ? name : name.substring(0, end);
  }

  /** Returns the tool of that name, which has a prefix if there are several servers. */
  Optional<String> tool(String name) {
    return tools.stream()
        .filter(tool -> tool.equals(name) || tool.endsWith("_" + name))
        .min((a, b) -> a.length() - b.length());
  }

  private static Optional<String> name(String system) {
    return NAMES.stream()
        .map(pattern -> pattern.matcher(system))
        .filter(Matcher::find)
        .map(matcher -> matcher.group(1).strip())
        .findFirst();
  }

  /** Reads the messages, oldest first. */
  private static final class Reader {
    private final StringBuilder system = new StringBuilder();
    private final List<Line> heard = new ArrayList<>();
    private final List<Line> fresh = new ArrayList<>();
    private final List<Result> results = new ArrayList<>();
    private boolean interrupted;
    private boolean answered;

    void read(PromptMessage message) {
      switch (message) {
        case PromptMessage.Instructions instructions ->
            system.append(instructions.text()).append('\n');
        case PromptMessage.Said said -> said.text().ifPresent(this::said);
        case PromptMessage.Answered answer -> answered = true;
        case PromptMessage.Result result -> results.add(new Result(result.tool(), result.text()));
      }
    }

    private void said(String words) {
      if (answered) {
        interrupted =
            results.stream()
                .filter(result -> result.tool().endsWith("speak_text"))
                .anyMatch(result -> result.text().contains("Spoken until now:"));
        fresh.clear();
        results.clear();
        answered = false;
      }
      words
          .lines()
          .filter(text -> !text.isBlank() && !NOTE.matcher(text.strip()).matches())
          .forEach(
              text -> {
                Matcher matcher = LINE.matcher(text);
                Line line =
                    matcher.matches()
                        ? new Line(matcher.group(1).strip(), matcher.group(2).strip())
                        : new Line("Someone", text.strip());
                heard.add(line);
                fresh.add(line);
              });
    }
  }
}
