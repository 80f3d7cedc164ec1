package ai.joinly.manager.api.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.api.FakeAgents;
import ai.joinly.manager.api.RestApi;
import ai.joinly.manager.api.RestResponse;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.agent.ConversationMode;
import ai.joinly.manager.domain.analysis.ActionItem;
import ai.joinly.manager.domain.analysis.Analysis;
import ai.joinly.manager.domain.analysis.AnalysisProgress;
import ai.joinly.manager.domain.analysis.Findings;
import ai.joinly.manager.domain.analysis.ItemStatus;
import ai.joinly.manager.domain.analysis.MeetingCounts;
import ai.joinly.manager.domain.analysis.Priority;
import ai.joinly.manager.domain.analysis.Topic;
import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.json.Json;
import ai.joinly.manager.store.Change;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What programs and people get of a meeting's analysis. */
class AnalysisApiTest {
  private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");
  private static final String URL = "https://meet.test/abc-defg-hij";
  private static final String PATH = "/agents/agent_00000001/analysis";
  private static final AgentConfig ANALYST =
      AgentConfig.builder("Minutes", URL).conversationMode(ConversationMode.ANALYST).build();

  private final RestApi api;

  AnalysisApiTest() {
    api = new RestApi();
  }

  private AgentId agent(AgentConfig config) {
    AgentId id = api.agents.add(1, config, AgentStatus.RUNNING);
    api.store.write(new Change.AgentCreated(FakeAgents.agent(1, config, AgentStatus.RUNNING), 1));
    return id;
  }

  private MeetingCounts say(
      AgentId id, MeetingCounts counts, int seq, double start, String speaker, String text) {
    Segment segment =
        new Segment(
            text,
            start,
            start + 20,
            Optional.of(speaker).filter(name -> !name.isEmpty()),
            speaker.equals("Minutes") ? Role.ASSISTANT : Role.PARTICIPANT);
    Instant spokenAt = TEN.plusMillis(Math.round(start * 1_000));
    api.store.write(
        new Change.EventHappened(
            new Event(id, seq, spokenAt, new EventData.SegmentHeard(segment, spokenAt))));
    return counts.heard(segment, spokenAt, seq, 5);
  }

  private void meeting() {
    AgentId id = agent(ANALYST);
    MeetingCounts counts = MeetingCounts.NONE.joined(TEN, false);
    counts =
        say(id, counts, 1, 10, "Ada *the boss*", "# Hello <all>, `rm -rf` & [click](http://x)");
    counts = say(id, counts, 2, 100, "Bob", "1. We\n\n- ship | on Friday.");
    counts = say(id, counts, 3, 130, "", "Who is that?");
    counts = say(id, counts, 4, 4_000, "Minutes", "Nobody.");
    Findings findings =
        new Findings(
            "- They agreed to ship.\u202e",
            List.of("Shipping is on *Friday*", "2. The price is $5"),
            List.of(
                new ActionItem(
                    "action_1",
                    "Send the [offer]",
                    Optional.of("Ada_B"),
                    Optional.of("2026-03-06"),
                    Priority.HIGH,
                    ItemStatus.PENDING,
                    TEN.plusSeconds(60)),
                new ActionItem(
                    "action_2",
                    "Tidy up",
                    Optional.empty(),
                    Optional.of("by the end of spring"),
                    Priority.LOW,
                    ItemStatus.COMPLETED,
                    TEN.plusSeconds(70)),
                new ActionItem(
                    "action_5",
                    "Ask the bank",
                    Optional.of("Bob"),
                    Optional.empty(),
                    Priority.MEDIUM,
                    ItemStatus.IN_PROGRESS,
                    TEN.plusSeconds(80))),
            List.of(
                new Topic(
                    "Shipping > all",
                    TEN,
                    TEN.plusSeconds(750),
                    "When to ship.",
                    List.of("Ada *the boss*", "Bob")),
                new Topic("Price", TEN.plusSeconds(750), TEN.plusSeconds(770), "", List.of())),
            "positive",
            List.of("shipping", "price"));
    api.agents.analyses.put(
        id,
        Analysis.none(FakeAgents.CREATED_AT)
            .with(counts, TEN.plusSeconds(4_020))
            .with(findings, new AnalysisProgress(4, 20, 5, 0, 0, true), TEN.plusSeconds(4_030)));
  }

  @Test
  void minutesAreInTheZoneOfTheAgent() throws Exception {
    AgentConfig tokyo = ANALYST.toBuilder().timezone(Optional.of(ZoneId.of("Asia/Tokyo"))).build();
    AgentId id = agent(tokyo);
    Instant late = Instant.parse("2026-03-01T20:00:00Z");
    MeetingCounts counts = MeetingCounts.NONE.joined(late, false);
    api.agents.analyses.put(
        id, Analysis.none(FakeAgents.CREATED_AT).with(counts, late.plusSeconds(60)));
    String minutes = api.get(PATH + "/formatted").body();
    assertTrue(minutes.startsWith("# Meeting on 2 March 2026\n"), minutes);
    assertTrue(
        minutes.contains("- **Began:** 2 March 2026, 05:00 Asia/Tokyo (UTC+09:00)\n"), minutes);
    assertTrue(api.get(PATH).body().contains("2026-03-01T20:00:00.000Z"));
  }

  @Test
  void programsGetAllOfIt() throws Exception {
    meeting();
    RestResponse response = api.get(PATH);
    assertEquals(200, response.statusCode());
    assertEquals("application/json", response.header("content-type").orElse(""));
    JsonNode expected =
        Json.mapper()
            .readTree(
                """
                {"meeting_id":"agent_00000001","meeting_url":"https://meet.test/abc-defg-hij",
                 "start_time":"2026-03-01T10:00:00.000Z","last_updated":"2026-03-01T11:07:10.000Z",
                 "transcript":[
                  {"timestamp":"2026-03-01T10:00:10.000Z","speaker":"Ada *the boss*",
                   "text":"# Hello <all>, `rm -rf` & [click](http://x)","is_agent":false},
                  {"timestamp":"2026-03-01T10:01:40.000Z","speaker":"Bob",
                   "text":"1. We\\n\\n- ship | on Friday.","is_agent":false},
                  {"timestamp":"2026-03-01T10:02:10.000Z","speaker":"Unknown",
                   "text":"Who is that?","is_agent":false},
                  {"timestamp":"2026-03-01T11:06:40.000Z","speaker":"Minutes",
                   "text":"Nobody.","is_agent":true}],
                 "summary":"- They agreed to ship.\\u202e",
                 "key_points":["Shipping is on *Friday*","2. The price is $5"],
                 "action_items":[
                  {"id":"action_1","description":"Send the [offer]","assignee":"Ada_B",
                   "due_date":"2026-03-06T00:00:00Z","due_text":null,"priority":"high","status":"pending",
                   "created_at":"2026-03-01T10:01:00.000Z"},
                  {"id":"action_2","description":"Tidy up","assignee":"","due_date":null,"due_text":"by the end of spring",
                   "priority":"low","status":"completed","created_at":"2026-03-01T10:01:10.000Z"},
                  {"id":"action_5","description":"Ask the bank","assignee":"Bob","due_date":null,"due_text":null,
                   "priority":"medium","status":"in_progress",
                   "created_at":"2026-03-01T10:01:20.000Z"}],
                 "topics":[
                  {"topic":"Shipping > all","start_time":"2026-03-01T10:00:00.000Z",
                   "end_time":"2026-03-01T10:12:30.000Z","duration_minutes":12.5,"duration":12.5,
                   "summary":"When to ship.","participants":["Ada *the boss*","Bob"]},
                  {"topic":"Price","start_time":"2026-03-01T10:12:30.000Z",
                   "end_time":"2026-03-01T10:12:50.000Z","duration_minutes":0.3,"duration":0.3,
                   "summary":"","participants":[]}],
                 "participants":["Ada *the boss*","Bob"],"duration_minutes":67.0,"word_count":20,
                 "sentiment":"positive","keywords":["shipping","price"],"complete":true}
                """);
    assertEquals(expected, response.json());
  }

  @Test
  void beforeAnythingWasSaidThereAreEmptyListsAndZeros() throws Exception {
    agent(AgentConfig.builder("Joe", URL).analysis(true).build());
    JsonNode expected =
        Json.mapper()
            .readTree(
                """
                {"meeting_id":"agent_00000001","meeting_url":"https://meet.test/abc-defg-hij",
                 "start_time":"2026-03-01T10:00:01.000Z","last_updated":"2026-03-01T10:00:01.000Z",
                 "transcript":[],"summary":"","key_points":[],"action_items":[],"topics":[],
                 "participants":[],"duration_minutes":0.0,"word_count":0,"sentiment":"",
                 "keywords":[],"complete":false}
                """);
    assertEquals(expected, api.get(PATH).json());
    assertEquals(
        """
        # Meeting on 1 March 2026

        - **Meeting:** <https://meet.test/abc-defg-hij>
        - **Began:** 1 March 2026, 10:00 UTC
        """,
        api.get(PATH + "/formatted?transcript=true").body());
  }

  @Test
  void peopleGetMinutesThatNobodysWordsCanBreak() throws Exception {
    meeting();
    RestResponse response = api.get(PATH + "/formatted?transcript=false");
    assertEquals("text/plain; charset=utf-8", response.header("content-type").orElse(""));
    String minutes =
        """
        # Meeting on 1 March 2026

        - **Meeting:** <https://meet.test/abc-defg-hij>
        - **Began:** 1 March 2026, 10:00 UTC
        - **Duration:** 1 h 7 min
        - **Participants:** Ada \\*the boss\\*, Bob

        ## Summary

        \\- They agreed to ship.

        ## Key points

        - Shipping is on \\*Friday\\*
        - 2\\. The price is \\$5

        ## Action items

        - [ ] Send the \\[offer\\] (**Ada\\_B**, due 2026-03-06, high priority)
        - [x] Tidy up (due by the end of spring, low priority)
        - [ ] Ask the bank (**Bob**, medium priority, in progress)

        ## Topics

        ### Shipping \\> all (10:00 to 10:12, 13 min)

        When to ship.

        *With Ada \\*the boss\\*, Bob*

        ### Price (10:12 to 10:12, less than a minute)

        ---

        **Sentiment:** positive

        **Keywords:** shipping, price
        """;
    assertEquals(minutes, response.body());
    assertEquals(minutes, api.get(PATH + "/formatted?transcript=false").body());
    assertEquals(
        minutes
            + """

            ## Transcript

            **Ada \\*the boss\\*** (10:00:10): \\# Hello \\<all\\>, \\`rm -rf\\` \\& \\[click\\](http://x)

            **Bob** (10:01:40): 1\\. We - ship \\| on Friday.

            **Unknown** (10:02:10): Who is that?

            **Minutes** (agent) (11:06:40): Nobody.
            """,
        api.get(PATH + "/formatted").body());
  }

  @Test
  void whatIsAskedWronglyIsRefused() throws Exception {
    agent(ANALYST);
    RestResponse response = api.get(PATH + "/formatted?transcript=yes");
    assertEquals(400, response.statusCode());
    assertEquals("transcript", response.json().at("/fields/0/field").textValue());
    assertEquals(404, api.get("/agents/agent_00000009/analysis").statusCode());
    assertEquals(405, api.post(PATH, "").statusCode());
    assertEquals("", api.send("HEAD", PATH, "").body());
  }

  @Test
  void anAgentThatKeepsNoneSaysWhatToDo() throws Exception {
    agent(AgentConfig.of("Joe", URL));
    for (String path : List.of(PATH, PATH + "/formatted")) {
      RestResponse response = api.get(path);
      assertEquals(400, response.statusCode());
      assertEquals("no_analysis", response.json().path("code").textValue());
      assertTrue(response.body().contains("conversation_mode analyst"), response.body());
    }
  }

  @Test
  void aLongTranscriptComesWhole() throws Exception {
    AgentId id = agent(ANALYST);
    MeetingCounts counts = MeetingCounts.NONE;
    for (int i = 1; i <= 5_000; i++) {
      counts = say(id, counts, i, i, "Ada", "line " + i);
    }
    assertEquals(5_000, api.get(PATH).json().path("transcript").size());
    assertFalse(api.get(PATH + "/formatted?transcript=false").body().contains("line 7"));
  }
}
