package ai.joinly.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agent.AgentRegistry;
import ai.joinly.manager.agent.AgentServices;
import ai.joinly.manager.config.DemoSettings;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.analysis.Analysis;
import ai.joinly.manager.domain.analysis.Findings;
import ai.joinly.manager.event.EventHub;
import ai.joinly.manager.llm.LlmClients;
import ai.joinly.manager.mcp.transport.McpHttp;
import ai.joinly.manager.meeting.joinly.JoinlyServer;
import ai.joinly.manager.store.MemoryStore;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The demo, with the whole production path between its two ends. */
@Isolated
class DemoTest {
  private static final double SPEED = 30;
  private static final DemoSettings SCRIPTED = new DemoSettings(true, DemoSettings.Model.SCRIPTED);

  @Test
  void theAgentTakesPartInTheConversationAndLeavesWhenAskedTo() throws Exception {
    List<String> printed = new CopyOnWriteArrayList<>();
    CountDownLatch analysed = new CountDownLatch(1);
    EventHub events = new EventHub();
    try (Demo demo = Demo.start(SCRIPTED, SPEED);
        ConversationPrinter printer =
            new ConversationPrinter(
                id -> Optional.of("Joinly"),
                id -> {
                  analysed.countDown();
                  return "";
                },
                ZoneOffset.UTC,
                line -> printed.add(line.substring(line.indexOf(' ')).strip()))) {
      Settings settings = demo.applyTo(Settings.defaults());
      try (LlmClients llms = new LlmClients(settings.llm())) {
        events.subscribeAll(printer);
        AgentRegistry agents =
            new AgentRegistry(
                new AgentServices(
                    new JoinlyServer(settings.joinly(), McpHttp.create(Duration.ofSeconds(5))),
                    llms,
                    new MemoryStore(events::publish),
                    settings,
                    Clock.systemUTC()));
        AgentId id = agents.create(demo.agentConfig()).agent().id();

        boolean ended = analysed.await(60, TimeUnit.SECONDS);

        String all = String.join("\n", printed);
        assertTrue(ended, all);
        assertEquals(AgentStatus.STOPPED, agents.find(id, 0).orElseThrow().agent().status());
        for (String expected :
            List.of(
                "Joinly has joined the meeting",
                "Ada Meyer:       Hello Joinly, can you hear us?",
                "Joinly (agent):  Hello Ada.",
                "Good, then we ship on Thursday at ten in the morning.",
                "Linus wrote: Our checklist: wiki.example.com",
                "Ada, Grace and Linus are here, and I am.",
                "Let me go through it step by step, Linus.",
                "Joinly was interrupted",
                "In one sentence: what worries me is what Linus said",
                "Joinly wrote in the chat: Points so far: Decided: we ship on Thursday at ten in the"
                    + " morning. | To do for Linus by Wednesday: the rollback script still needs a"
                    + " rehearsal. | To do for Grace by tomorrow: write the release notes and send"
                    + " them to support.",
                "The points are in the chat.",
                "Linus Berg:      Okay.",
                "Ada said: We ship on Thursday at ten in the morning.",
                "Here is what I have so far.",
                "Decided: we ship on Thursday at ten in the morning.",
                "Linus, by Wednesday: the rollback script still needs a rehearsal.",
                "Grace, by tomorrow: write the release notes and send them to support.",
                "Joinly has left the meeting")) {
          assertTrue(all.contains(expected), () -> "missing: " + expected + "\n" + all);
        }
        assertFalse(all.contains("has trouble"), all);
        assertFalse(all.contains("Someone said"), all);
        assertFalse(all.contains("left out"), all);
        assertMinutes(agents.analysis(id).orElseThrow());
        assertTrue(
            demo.simulator().sessions().getFirst().spoken().getLast().text().startsWith("Goodbye"));
        assertEquals(0, demo.simulator().stats().openSessions());
      }
    }
  }

  private static void assertMinutes(Analysis minutes) {
    Findings findings = minutes.findings();
    assertTrue(
        findings.summary().contains("Decided: we ship on Thursday at ten"), findings.summary());
    assertEquals(
        List.of(
            "Today we plan release two point four.",
            "The payment tests are green since yesterday evening.",
            "We ship on Thursday at ten in the morning."),
        findings.keyPoints());
    assertEquals(
        List.of(
            "The rollback script still needs a rehearsal by Linus Berg",
            "Write the release notes and send them to support by Grace Kim"),
        findings.actionItems().stream()
            .map(item -> item.description() + " by " + item.assignee().orElse("nobody"))
            .toList());
    assertEquals("Release two point four", findings.topics().getFirst().topic());
    assertEquals("positive", findings.sentiment());
    assertTrue(findings.keywords().contains("release"), findings.keywords().toString());
    assertEquals(
        List.of("Ada Meyer", "Grace Kim", "Linus Berg"),
        minutes.counts().participants().stream().map(person -> person.name()).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "Joinly,Ada Meyer,Grace Kim,Linus Berg",
    "Ada,Grace Kim,Linus Berg,Maya Singh",
    "Dr. grace BERG,Ada Meyer,Maya Singh,Tom Weber",
    "Ada Grace Linus Maya,Ada Meyer,Grace Kim,Linus Berg"
  })
  void nobodyInTheMeetingIsCalledAsTheAgent(
      String agent, String host, String tester, String developer) {
    assertEquals(List.of(host, tester, developer), DemoMeetingScript.cast(agent));
  }

  @Test
  void theRealOneTakesTheScriptedModelsPlaceOnlyWhenAskedFor() {
    Settings real = Settings.defaults();
    Settings withKey =
        real.with(
            new Settings.Llm(
                Map.of("OPENAI_API_KEY", new Secret("sk-real")),
                Set.of(),
                Duration.ofSeconds(1),
                1));
    try (Demo demo = Demo.start(new DemoSettings(true, DemoSettings.Model.OPENAI))) {
      Settings applied = demo.applyTo(withKey);

      assertEquals(withKey.llm(), applied.llm());
      assertEquals(demo.joinlyUrl(), applied.joinly().url());
      assertEquals(AgentConfig.DEFAULT_MODEL, demo.agentConfig().llmModel());
      assertEquals(Optional.empty(), demo.llmUrl());
    }
    try (Demo demo = Demo.start(SCRIPTED)) {
      Map<String, Secret> variables = demo.applyTo(withKey).llm().variables();

      assertFalse(variables.containsValue(new Secret("sk-real")), "the key stays at home");
      assertEquals(
          demo.llmUrl().orElseThrow().toString(), variables.get("OPENAI_BASE_URL").value());
    }
  }

  @Test
  void nothingOutlivesIt() {
    Demo demo = Demo.start(SCRIPTED);
    List<Integer> ports =
        List.of(demo.joinlyUrl().getPort(), demo.llmUrl().orElseThrow().getPort());

    demo.close();

    for (int port : ports) {
      assertThrows(
          ConnectException.class, () -> new Socket(InetAddress.getLoopbackAddress(), port).close());
    }
  }
}
