package ai.joinly.simulator.protocol;

import ai.joinly.simulator.Environment;
import ai.joinly.simulator.Json;
import ai.joinly.simulator.Room;
import ai.joinly.simulator.meeting.ChatLine;
import ai.joinly.simulator.meeting.JoinInfo;
import ai.joinly.simulator.meeting.Meeting;
import ai.joinly.simulator.meeting.Snapshot;
import ai.joinly.simulator.meeting.Transcript;
import ai.joinly.simulator.meeting.TranscriptSegment;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs the tools. */
public final class Tools {
  private static final DateTimeFormatter CHAT_TIME =
      DateTimeFormatter.ofPattern("h:mm a", Locale.US).withZone(ZoneOffset.UTC);

  private final Environment environment;
  private final Consumer<McpSession> onJoined;

  /**
   * @param onJoined called after each join, before it is answered
   */
  public Tools(Environment environment, Consumer<McpSession> onJoined) {
    this.environment = environment;
    this.onJoined = onJoined;
  }

  /** Calls a tool; a failure is returned as a result. */
  ObjectNode call(McpSession session, String tool, JsonNode arguments) throws InterruptedException {
    Optional<String> complaint = ToolCatalog.complaint(tool, arguments);
    if (complaint.isPresent()) {
      return failed(complaint.get());
    }
    try {
      return run(session, tool, arguments);
    } catch (ToolFailure e) {
      return failed("Error calling tool '" + tool + "': " + e.reason());
    }
  }

  private ObjectNode run(McpSession session, String tool, JsonNode arguments)
      throws ToolFailure, InterruptedException {
    Room room = session.room();
    Meeting meeting = room.meeting();
    return switch (tool) {
      case "join_meeting" -> join(session, arguments);
      case "leave_meeting" -> {
        meeting.leave();
        yield said("Left the meeting.");
      }
      case "speak_text" -> said(room.voice().speak(arguments.get("text").asText()));
      case "send_chat_message" -> write(meeting, arguments.get("message").asText());
      case "get_chat_history" -> meeting.act("get_chat_history", () -> chat(meeting));
      case "get_transcript" -> transcript(meeting, arguments);
      case "get_participants" -> meeting.act("get_participants", () -> participants(session));
      case "get_video_snapshot" ->
          meeting.act(
              new ToolFailure("Cannot take snapshot. Not currently in a meeting."),
              Snapshot::result);
      case "share_screen" -> share(meeting, arguments.get("url").asText());
      case "stop_sharing" -> {
        meeting.page().share(false);
        yield said("Stopped sharing screen.");
      }
      case "mute_yourself" -> mute(meeting, "mute", true, "Muted yourself.");
      case "unmute_yourself" -> mute(meeting, "unmute", false, "Unmuted yourself.");
      default -> throw new IllegalStateException("The catalog lists an unknown tool: " + tool);
    };
  }

  private ObjectNode join(McpSession session, JsonNode arguments)
      throws ToolFailure, InterruptedException {
    String name = arguments.path("participant_name").asText("");
    session
        .room()
        .meeting()
        .join(
            new JoinInfo(
                session.id,
                name.isEmpty() || arguments.path("participant_name").isNull()
                    ? session.settings.name()
                    : name,
                arguments.path("meeting_url").isTextual()
                    ? arguments.get("meeting_url").asText()
                    : "",
                session.settings.language()));
    onJoined.accept(session);
    return said("Joined meeting.");
  }

  private ObjectNode write(Meeting meeting, String text) throws ToolFailure, InterruptedException {
    return meeting.act(
        "send_chat_message",
        () -> {
          int limit = environment.options().chatLimit();
          if (text.length() > limit) {
            throw new ToolFailure(
                "Message exceeds the maximum length of %s characters, got %s."
                    .formatted(limit, text.length()));
          }
          Thread.sleep(environment.options().chatTime());
          meeting
              .page()
              .write(new ChatLine(environment.options().chatSender(), text, Instant.now(), true));
          return said("Sent message.");
        });
  }

  private static ObjectNode chat(Meeting meeting) {
    ObjectNode history = Json.object();
    ArrayNode messages = history.putArray("messages");
    for (ChatLine line : meeting.page().chat()) {
      messages
          .addObject()
          .put("text", line.text())
          .put("timestamp", CHAT_TIME.format(line.at()))
          .put("sender", line.sender());
    }
    return result(Json.text(history), history);
  }

  private static ObjectNode transcript(Meeting meeting, JsonNode arguments) throws ToolFailure {
    List<TranscriptSegment> all =
        meeting
            .transcript()
            .orElseThrow(
                () -> new ToolFailure("Not joined any meeting, cannot access transcript."));
    double seconds = arguments.path("minutes").asInt(0) * 60.0;
    double now = meeting.visit().map(v -> v.seconds(System.nanoTime())).orElse(0.0);
    List<TranscriptSegment> wanted =
        switch (arguments.path("mode").asText("full")) {
          case "first" -> all.stream().filter(s -> s.start() < seconds).toList();
          case "latest" -> all.stream().filter(s -> s.start() > now - seconds).toList();
          default -> all;
        };
    ObjectNode json = Transcript.json(Transcript.compact(wanted));
    return result(Json.text(json), json);
  }

  private ObjectNode participants(McpSession session) throws ToolFailure {
    if (environment.faults().hiddenParticipants()) {
      throw new ToolFailure("Failed to perform 'get_participants'.");
    }
    Meeting meeting = session.room().meeting();
    ArrayNode list = Json.MAPPER.createArrayNode();
    for (String name : meeting.page().participants()) {
      ArrayNode infos = participant(list, name);
      if (list.size() == 1) {
        infos.add("Meeting host");
      }
      infos.add("Unmuted");
    }
    String own = meeting.visit().map(v -> v.info().agentName()).orElse(session.settings.name());
    participant(list, own).add("You").add(meeting.page().isMuted() ? "Muted" : "Unmuted");
    return result(Json.text(list), Json.object().set("result", list));
  }

  private static ArrayNode participant(ArrayNode list, String name) {
    return list.addObject().put("name", name).putNull("email").putArray("infos");
  }

  private static ObjectNode share(Meeting meeting, String url)
      throws ToolFailure, InterruptedException {
    return meeting.act(
        "share_screen",
        () -> {
          if (meeting.page().isSharing()) {
            throw new ToolFailure(
                "Already sharing screen. Stop the current share before starting a new one.");
          }
          if (isUnreachable(url)) {
            throw new ToolFailure("net::ERR_NAME_NOT_RESOLVED at " + url);
          }
          meeting.page().share(true);
          return said("Started sharing screen.");
        });
  }

  /** Whether a host is under a reserved top-level domain, which never resolves. */
  private static boolean isUnreachable(String url) {
    try {
      String host = URI.create(url).getHost();
      return host == null || host.endsWith(".example") || host.endsWith(".invalid");
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  private static ObjectNode mute(Meeting meeting, String name, boolean on, String answer)
      throws ToolFailure, InterruptedException {
    return meeting.act(
        name,
        () -> {
          meeting.page().mute(on);
          return said(answer);
        });
  }

  private static ObjectNode said(String text) {
    return result(text, Json.object().put("result", text));
  }

  private static ObjectNode result(String text, JsonNode structured) {
    ObjectNode result = Json.object();
    result.putArray("content").addObject().put("type", "text").put("text", text);
    result.set("structuredContent", structured);
    return result.put("isError", false);
  }

  private static ObjectNode failed(String reason) {
    ObjectNode result = Json.object();
    result.putArray("content").addObject().put("type", "text").put("text", reason);
    return result.put("isError", true);
  }
}
