package ai.joinly.manager.meeting.joinly;

import ai.joinly.manager.domain.Cut;
import ai.joinly.manager.domain.meeting.ChatLine;
import ai.joinly.manager.domain.meeting.Participant;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.domain.usage.ServiceUsage;
import ai.joinly.manager.jackson.SharedBuffers;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Parser of a joinly server's JSON answers. Skips malformed elements. */
public final class MeetingAnswers {
  private static final int MAX_PARTICIPANTS = 1_000;
  private static final int MAX_LINES = 10_000;
  private static final int MAX_CHARACTERS = 1_000_000;
  private static final int MAX_SERVICES = 50;
  private static final int MAX_NAME_LENGTH = 100;
  private static final String SELF = "You";

  private static final JsonMapper JSON =
      SharedBuffers.trees(
          JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS, // as Python writes
          JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS);

  private MeetingAnswers() {}

  /** Parses the result of {@code get_participants}. */
  public static List<Participant> participants(ToolOutcome outcome) {
    List<Participant> participants = new ArrayList<>();
    for (JsonNode person : list(parse(outcome.text()))) {
      if (person.path("name").isTextual() && participants.size() < MAX_PARTICIPANTS) {
        participants.add(
            new Participant(
                person.path("name").textValue(),
                Optional.ofNullable(person.path("email").textValue()),
                person
                    .path("infos")
                    .valueStream()
                    .filter(JsonNode::isTextual)
                    .map(JsonNode::textValue)
                    .toList()));
      }
    }
    return participants;
  }

  /**
   * Parses the result of {@code get_chat_history} and returns the newest lines, oldest first.
   *
   * @param agentName identifies the agent's own lines, in addition to the platform's name for it
   */
  public static List<ChatLine> chat(ToolOutcome outcome, String agentName) {
    ArrayDeque<ChatLine> lines = new ArrayDeque<>();
    int characters = 0;
    for (JsonNode message : parse(outcome.text()).path("messages")) {
      if (message.path("text").isTextual()) {
        Optional<String> sender = Optional.ofNullable(message.path("sender").textValue());
        lines.add(
            new ChatLine(
                message.path("text").textValue(),
                sender,
                Optional.of(message.path("timestamp").asText("")).filter(t -> !t.isBlank()),
                sender
                    .filter(name -> name.equals(SELF) || name.equalsIgnoreCase(agentName))
                    .isPresent()));
        characters += lines.getLast().text().length();
        while (lines.size() > MAX_LINES || characters > MAX_CHARACTERS) {
          characters -= lines.removeFirst().text().length();
        }
      }
    }
    return List.copyOf(lines);
  }

  /** Parses the resource {@code usage://current}. */
  static ServiceUsage usage(String json) {
    Map<String, Map<String, BigDecimal>> byService = new TreeMap<>();
    for (Map.Entry<String, JsonNode> service : parse(json).properties()) {
      Map<String, BigDecimal> units = new TreeMap<>();
      for (Map.Entry<String, JsonNode> unit : service.getValue().path("usage").properties()) {
        if (units.size() < MAX_SERVICES
            && unit.getValue().isNumber()
            && Double.isFinite(unit.getValue().doubleValue())) {
          units.put(Cut.to(MAX_NAME_LENGTH, unit.getKey()), unit.getValue().decimalValue());
        }
      }
      if (byService.size() < MAX_SERVICES) {
        byService.put(Cut.to(MAX_NAME_LENGTH, service.getKey()), units);
      }
    }
    return new ServiceUsage(byService);
  }

  /** Unwraps a list: structured content holds it as the {@code result} field of an object. */
  private static JsonNode list(JsonNode answer) {
    return answer.path("result").isArray() ? answer.path("result") : answer;
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json.startsWith("\uFEFF") ? json.substring(1) : json);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
