package ai.joinly.manager.api.rest;

import ai.joinly.manager.agent.Agents;
import ai.joinly.manager.api.export.MinutesMarkdown;
import ai.joinly.manager.api.export.TranscriptLine;
import ai.joinly.manager.api.export.TranscriptPages;
import ai.joinly.manager.api.http.ApiCalls;
import ai.joinly.manager.api.http.ApiError;
import ai.joinly.manager.api.http.ApiException;
import ai.joinly.manager.api.http.JsonResponse;
import ai.joinly.manager.api.http.Resource;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.analysis.Analysis;
import ai.joinly.manager.json.AnalysisJson;
import ai.joinly.manager.json.Json;
import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;

/** REST service for the analysis of an agent's meeting, as JSON and as minutes in Markdown. */
public final class AnalysisService implements HttpService {
  private final Agents agents;
  private final History history;
  private final ApiCalls calls;

  public AnalysisService(Agents agents, History history, ApiCalls calls) {
    this.agents = agents;
    this.history = history;
    this.calls = calls;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.any("/{agent_id}/analysis", new Resource(calls).get(this::analysis));
    rules.any("/{agent_id}/analysis/formatted", new Resource(calls).get(this::formatted));
  }

  private void analysis(ServerRequest request, ServerResponse response) throws IOException {
    Agent agent = known(request);
    Analysis analysis = kept(agent);
    TranscriptPages pages = new TranscriptPages(history.store(), agent.id(), 0);
    JsonResponse.streamText(
        request,
        response,
        "application/json",
        out -> {
          JsonGenerator json = Json.mapper().createGenerator(out);
          json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
          AnalysisJson.write(json, agent, analysis, transcript -> write(transcript, pages));
          json.writeRaw('\n');
          json.close();
        });
  }

  private static void write(JsonGenerator json, TranscriptPages pages) throws IOException {
    while (pages.hasNext()) {
      TranscriptLine line = pages.next();
      json.writeStartObject();
      json.writeStringField("timestamp", Json.timestamp(line.spokenAt()));
      json.writeStringField("speaker", line.speaker());
      json.writeStringField("text", line.segment().text());
      json.writeBooleanField("is_agent", line.isAgent());
      json.writeEndObject();
    }
  }

  private void formatted(ServerRequest request, ServerResponse response) throws IOException {
    Agent agent = known(request);
    Analysis analysis = kept(agent);
    boolean withTranscript = transcriptAsked(request);
    TranscriptPages pages = new TranscriptPages(history.store(), agent.id(), 0);
    JsonResponse.streamText(
        request,
        response,
        "text/plain; charset=utf-8",
        out -> {
          MinutesMarkdown minutes = new MinutesMarkdown(history.agents().zoneOf(agent.config()));
          minutes.write(agent, analysis, out);
          if (withTranscript) {
            minutes.writeTranscript(pages, out);
          }
        });
  }

  private static boolean transcriptAsked(ServerRequest request) {
    QueryNames.check(request.query(), "transcript");
    if (!request.query().contains("transcript")) {
      return true;
    }
    return switch (request.query().first("transcript").orElse("")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw QueryNumbers.invalid("transcript", "must be true or false");
    };
  }

  private Agent known(ServerRequest request) {
    return agents
        .find(AgentPath.id(request), 0)
        .map(Agents.AgentView::agent)
        .orElseThrow(() -> new ApiException(ApiError.unknownAgent()));
  }

  private Analysis kept(Agent agent) {
    if (!agent.config().keepsAnalysis()) {
      throw new ApiException(
          new ApiError(
              Status.BAD_REQUEST_400,
              "no_analysis",
              "The agent keeps no analysis: create it with conversation_mode analyst, or with"
                  + " analysis true."));
    }
    // The agent may have been deleted meanwhile.
    return agents.analysis(agent.id()).orElseThrow(() -> new ApiException(ApiError.unknownAgent()));
  }
}
