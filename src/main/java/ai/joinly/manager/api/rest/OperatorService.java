package ai.joinly.manager.api.rest;

import ai.joinly.manager.agent.AgentRefusedException;
import ai.joinly.manager.agent.Agents;
import ai.joinly.manager.agent.speech.ChatText;
import ai.joinly.manager.agent.speech.SpokenText;
import ai.joinly.manager.api.http.ApiCalls;
import ai.joinly.manager.api.http.JsonBody;
import ai.joinly.manager.api.http.JsonResponse;
import ai.joinly.manager.api.http.Resource;
import ai.joinly.manager.domain.FieldError;
import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.domain.WireName;
import ai.joinly.manager.domain.meeting.HeardShare;
import ai.joinly.manager.domain.meeting.Participant;
import ai.joinly.manager.domain.meeting.Speech;
import ai.joinly.manager.domain.usage.AgentUsage;
import ai.joinly.manager.json.OperatorText;
import ai.joinly.manager.json.UsageJson;
import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * REST service for an operator's commands to an agent in its meeting, and for the agent's usage.
 */
public final class OperatorService implements HttpService {
  private static final int MAX_TEXT = 5_000;
  private static final String SPEAKING = "The agent is still speaking or waiting to speak";

  /** Time to wait for the end of a speech; clients would time out during a longer one. */
  private static final Duration MAX_SPEECH = Duration.ofSeconds(30);

  /** Time to wait for a chat message; a long one is sent in several parts. */
  private static final Duration MAX_WRITING = Duration.ofSeconds(30);

  private final Agents agents;
  private final JsonBody bodies;
  private final UsageJson.Costs costs;
  private final ApiCalls calls;

  public OperatorService(Agents agents, JsonBody bodies, UsageJson.Costs costs, ApiCalls calls) {
    this.agents = agents;
    this.bodies = bodies;
    this.costs = costs;
    this.calls = calls;
  }

  @Override
  public void routing(HttpRules rules) {
    String agent = "/{agent_id}/";
    rules.any(agent + "say", new Resource(calls).post(this::say));
    rules.any(agent + "chat", new Resource(calls).post(this::write));
    rules.any(agent + "mute", new Resource(calls).post((q, r) -> mute(q, r, true)));
    rules.any(agent + "unmute", new Resource(calls).post((q, r) -> mute(q, r, false)));
    rules.any(agent + "instruct", new Resource(calls).post(this::instruct));
    rules.any(agent + "participants", new Resource(calls).get(this::participants));
    rules.any(agent + "usage", new Resource(calls).get(this::usage));
  }

  private void say(ServerRequest request, ServerResponse response)
      throws AgentRefusedException, InterruptedException {
    OperatorText words = toSay(request);
    Optional<Speech> speech = agents.say(AgentPath.id(request), words.text(), MAX_SPEECH);
    JsonResponse.send(
        request,
        response,
        speech.isPresent() ? Status.OK_200 : Status.ACCEPTED_202,
        json -> {
          json.writeStartObject();
          json.writeStringField("message", speech.map(OperatorService::outcome).orElse(SPEAKING));
          if (speech.isPresent()) {
            json.writeStringField("result", speech.get().result());
            json.writeStringField("heard", WireName.of(speech.get().heard()));
          }
          writeWarnings(json, words);
          json.writeEndObject();
        });
  }

  private static String outcome(Speech speech) {
    return speech.heard() == HeardShare.NONE ? "Not heard" : "Speech ended";
  }

  private static void writeWarnings(JsonGenerator json, OperatorText words) throws IOException {
    if (!words.warnings().isEmpty()) {
      json.writeArrayFieldStart("warnings");
      for (String warning : words.warnings()) {
        json.writeString(warning);
      }
      json.writeEndArray();
    }
  }

  private void write(ServerRequest request, ServerResponse response)
      throws AgentRefusedException, InterruptedException {
    OperatorText words = toWrite(request);
    boolean sent = agents.write(AgentPath.id(request), words.text(), MAX_WRITING);
    JsonResponse.send(
        request,
        response,
        sent ? Status.OK_200 : Status.ACCEPTED_202,
        json -> {
          json.writeStartObject();
          json.writeStringField(
              "message",
              sent ? "Chat message sent" : "The agent is still writing or waiting to write");
          writeWarnings(json, words);
          json.writeEndObject();
        });
  }

  private void mute(ServerRequest request, ServerResponse response, boolean muted)
      throws AgentRefusedException, InterruptedException {
    agents.mute(AgentPath.id(request), muted);
    JsonResponse.sendMessage(request, response, muted ? "Agent muted" : "Agent unmuted");
  }

  private void instruct(ServerRequest request, ServerResponse response)
      throws AgentRefusedException, InterruptedException {
    OperatorText words = text(request);
    agents.instruct(AgentPath.id(request), words.text());
    JsonResponse.send(
        request,
        response,
        Status.OK_200,
        json -> {
          json.writeStartObject();
          json.writeStringField("message", "Agent instructed");
          writeWarnings(json, words);
          json.writeEndObject();
        });
  }

  private OperatorText toSay(ServerRequest request) {
    OperatorText text = text(request);
    if (SpokenText.of(text.text()).isEmpty()) {
      throw nothingLeft("has nothing that can be spoken, only markup or emoji; write words");
    }
    return text;
  }

  private OperatorText toWrite(ServerRequest request) {
    OperatorText text = text(request);
    if (ChatText.of(text.text()).isEmpty()) {
      throw nothingLeft("has nothing that the chat can show, only markup; write words");
    }
    return text;
  }

  private static InvalidFieldsException nothingLeft(String message) {
    return new InvalidFieldsException(List.of(new FieldError("text", message)));
  }

  private OperatorText text(ServerRequest request) {
    return OperatorText.read(bodies.read(request), MAX_TEXT);
  }

  private void participants(ServerRequest request, ServerResponse response)
      throws AgentRefusedException, InterruptedException {
    List<Participant> participants = agents.participants(AgentPath.id(request));
    JsonResponse.send(
        request,
        response,
        Status.OK_200,
        json -> {
          json.writeStartArray();
          for (Participant participant : participants) {
            json.writeStartObject();
            json.writeStringField("name", participant.name());
            json.writeStringField("email", participant.email().orElse(null));
            json.writeArrayFieldStart("infos");
            for (String note : participant.notes()) {
              json.writeString(note);
            }
            json.writeEndArray();
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private void usage(ServerRequest request, ServerResponse response)
      throws AgentRefusedException, InterruptedException {
    AgentUsage usage = agents.usage(AgentPath.id(request));
    JsonResponse.send(
        request,
        response,
        Status.OK_200,
        json -> {
          json.writeStartObject();
          UsageJson.writeFields(json, usage, costs);
          json.writeEndObject();
        });
  }
}
