package ai.joinly.manager.api.rest;

import static ai.joinly.manager.api.ServerUnderTest.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.api.FakeAgents;
import ai.joinly.manager.api.ServerStartException;
import ai.joinly.manager.api.ServerUnderTest;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.agent.Metadata;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parameters of {@code GET /agents}. */
class AgentListTest {
  private static final Pattern NEXT = Pattern.compile("<(/agents\\?[^>]+)>; rel=\"next\"");

  private ServerUnderTest server;

  @BeforeEach
  void start() throws ServerStartException {
    server = new ServerUnderTest();
    for (int i = 1; i <= 6; i++) {
      AgentConfig config =
          AgentConfig.builder("Joinly", "https://meet.test/room" + i % 2)
              .metadata(new Metadata(Map.of("team", i % 3 == 0 ? "red & blue" : "green")))
              .build();
      AgentStatus status = i <= 3 ? AgentStatus.STOPPED : AgentStatus.RUNNING;
      List<LogEntry> logs =
          List.of(
              new LogEntry(FakeAgents.CREATED_AT, LogLevel.INFO, "one"),
              new LogEntry(FakeAgents.CREATED_AT, LogLevel.INFO, "two"));
      server.agents.add(FakeAgents.agent(i, config, status), logs);
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/agents                                                      | 1 2 3 4 5 6",
        "/agents?unknown=1                                            | 1 2 3 4 5 6",
        "/agents?status=running                                       | 4 5 6",
        "/agents?status=running,created&status=stopped                | 1 2 3 4 5 6",
        "/agents?status=error                                         | none",
        "/agents?meeting_url=https://meet.test/room1                  | 1 3 5",
        "/agents?meeting_url=https%3A%2F%2Fmeet.test%2Froom1%3Futm_source%3Dmail | 1 3 5",
        "/agents?metadata.team=red%20%26%20blue                       | 3 6",
        "/agents?metadata.team=red%20%26%20blue&metadata.team=green   | 1 2 3 4 5 6",
        "/agents?metadata.team=red%20%26%20blue&status=running        | 6",
        "/agents?metadata.floor=1                                     | none",
        "/agents?limit=2                                              | 1 2",
        "/agents?limit=2&after=2-00000002                             | 3 4",
        "/agents?after=4-00000004                                     | 5 6",
      })
  void listsWhatFits(String path, String ids) throws Exception {
    assertEquals(ids, ids(server.get(path)));
  }

  private static String ids(HttpResponse<String> response) throws Exception {
    assertEquals(200, response.statusCode(), response.body());
    List<String> numbers = new ArrayList<>();
    for (JsonNode agent : json(response)) {
      numbers.add(agent.path("id").textValue().replaceFirst("agent_0*", ""));
    }
    return numbers.isEmpty() ? "none" : String.join(" ", numbers);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "status=runing           | status        | created, starting, running",
        "status=                 | status        | must be one or more",
        "stats=running           | stats         | did you mean status?",
        "meeting=x               | meeting       | -",
        "meetingurl=x            | meetingurl    | did you mean meeting_url?",
        "meeting_url=            | meeting_url   | one address",
        "metadata=red            | metadata      | metadata.team",
        "metadata.=red           | metadata.     | metadata.team",
        "metadta.team=red        | metadta.team  | did you mean metadata?",
        "limit=0                 | limit         | from 1 to 1000",
        "limit=1001              | limit         | from 1 to 1000",
        "limit=x                 | limit         | from 1 to 1000",
        "logs=101                | logs          | from 0 to 100",
        "log=0                   | log           | did you mean logs?",
        "after=agent_00000001    | after         | Link header",
        "afer=1                  | afer          | did you mean after?",
      })
  void namesABadParameter(String query, String name, String why) throws Exception {
    HttpResponse<String> response = server.get("/agents?" + query);
    if (why.equals("-")) {
      assertEquals(200, response.statusCode(), "ignored, as clients add some of their own");
      return;
    }
    assertEquals(400, response.statusCode(), response.body());
    JsonNode field = json(response).path("fields").path(0);
    assertEquals(name, field.path("field").textValue());
    assertTrue(field.path("message").textValue().contains(why), response.body());
  }

  @Test
  void linksFollowTheFilterToTheEnd() throws Exception {
    String path = "/agents?metadata.team=green&limit=1&logs=0&status=stopped,running&_=17";
    List<String> pages = new ArrayList<>();
    Optional<String> next = Optional.of(path);
    while (next.isPresent()) {
      HttpResponse<String> response = server.get(next.get());
      pages.add(ids(response));
      next = response.headers().firstValue("Link").map(AgentListTest::target);
    }
    assertEquals(List.of("1", "2", "4", "5"), pages);
  }

  private static String target(String link) {
    Matcher matcher = NEXT.matcher(link);
    assertTrue(matcher.matches(), link);
    return matcher.group(1);
  }

  @Test
  void aLinkHasTheKnownParametersEncoded() throws Exception {
    HttpResponse<String> response =
        server.get("/agents?_=17&limit=1&after=1-00000001&metadata.team=red%20%26%20blue");
    assertEquals("3", ids(response));
    String link = response.headers().firstValue("Link").orElseThrow();
    assertTrue(link.startsWith("</agents?"), link);
    assertTrue(link.endsWith("&after=3-00000003>; rel=\"next\""), link);
    assertTrue(link.contains("metadata.team=red%20%26%20blue"), link);
    assertTrue(!link.contains("_=17") && !link.contains("1-00000001&"), link);
    assertEquals(Optional.empty(), server.get("/agents?limit=6").headers().firstValue("Link"));
  }

  @Test
  void logLinesCanBeLeftOut() throws Exception {
    assertEquals(2, json(server.get("/agents")).path(0).path("logs").size());
    assertEquals("two", json(server.get("/agents?logs=1")).path(0).findPath("message").textValue());
    assertEquals("[]", json(server.get("/agents?logs=0")).path(0).path("logs").toString());
  }

  @Test
  void pagesOfAllowedOriginsMayReadTheLink() throws Exception {
    HttpResponse<String> response = server.get("/agents?limit=1", "Origin", ServerUnderTest.ORIGIN);
    String exposed = response.headers().firstValue("Access-Control-Expose-Headers").orElseThrow();
    assertTrue(exposed.contains("Link"), exposed);
  }
}
