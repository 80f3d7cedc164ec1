package ai.joinly.manager.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agent.AgentRegistry;
import ai.joinly.manager.agent.AgentServices;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.event.EventHub;
import ai.joinly.manager.llm.LlmClients;
import ai.joinly.manager.mcp.McpHttp;
import ai.joinly.manager.meeting.JoinlyServer;
import ai.joinly.manager.model.AgentConfig;
import ai.joinly.manager.model.AgentId;
import ai.joinly.manager.model.AgentStatus;
import ai.joinly.manager.model.Secret;
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

/** The demo, with the whole production path between its two ends. */
class DemoTest {
  private static final double SPEED = 30;
  private static final Settings.Demo SCRIPTED =
      new Settings.Demo(true, Settings.Demo.Model.SCRIPTED);

  @Test
  void theAgentTakesPartInTheConversationAndLeavesWhenAskedTo() throws Exception {
    List<String> printed = new CopyOnWriteArrayList<>();
    CountDownLatch left = new CountDownLatch(1);
    EventHub events = new EventHub();
    try (Demo demo = Demo.start(SCRIPTED, SPEED);
        ConversationPrinter printer =
            new ConversationPrinter(
                id -> Optional.of("Joinly"),
                ZoneOffset.UTC,
                line -> {
                  printed.add(line.substring(line.indexOf(' ')).strip());
                  if (line.contains("is stopped")) {
                    left.countDown();
                  }
                })) {
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

        boolean ended = left.await(60, TimeUnit.SECONDS);

        String all = String.join("\n", printed);
        assertTrue(ended, all);
        assertEquals(AgentStatus.STOPPED, agents.find(id, 0).orElseThrow().agent().status());
        for (String expected :
            List.of(
                "Joinly has joined the meeting",
                "Ada:             Hello Joinly, can you hear us?",
                "Joinly (agent):  Hello Ada.",
                "Good, then we ship on Thursday at ten in the morning.",
                "Linus wrote: Our checklist: wiki.example.com",
                "Ada, Grace and Linus are here, and I am.",
                "Let me go through it step by step, Linus.",
                "Joinly was interrupted",
                "In one sentence: what worries me is what Linus said",
                "Joinly wrote in the chat: Points so far: ",
                "The points are in the chat.",
                "Linus:           Okay.",
                "Here is what I have so far.",
                "Joinly has left the meeting")) {
          assertTrue(all.contains(expected), () -> "missing: " + expected + "\n" + all);
        }
        assertFalse(all.contains("has trouble"), all);
        assertTrue(
            demo.simulator().sessions().getFirst().spoken().getLast().text().startsWith("Goodbye"));
        assertEquals(0, demo.simulator().stats().openSessions());
      }
    }
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
    try (Demo demo = Demo.start(new Settings.Demo(true, Settings.Demo.Model.OPENAI))) {
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
