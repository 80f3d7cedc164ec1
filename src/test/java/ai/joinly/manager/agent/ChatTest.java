package ai.joinly.manager.agent;

import static ai.joinly.manager.Eventually.eventually;
import static ai.joinly.manager.agent.AgentFixture.config;
import static ai.joinly.manager.agent.AgentFixture.hear;
import static ai.joinly.manager.agent.AgentFixture.users;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agent.FakeMeetings.FakeSession;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.meeting.ChatLine;
import ai.joinly.manager.event.EventData;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChatTest {
  private static final AgentConfig CHATTY = config().toBuilder().chat(true).build();

  private final AgentFixture fixture = new AgentFixture();
  private final FakeLlm llm = fixture.llm;
  private final List<String> lines = new ArrayList<>();

  @AfterEach
  void close() throws InterruptedException {
    fixture.close();
  }

  private void write(FakeSession session, String sender, String text) {
    lines.add(
        "{\"sender\":\"%s\",\"text\":\"%s\",\"timestamp\":\"3:40 AM\"}".formatted(sender, text));
    session.chat = "{\"messages\":[" + String.join(",", lines) + "]}";
  }

  private List<ChatLine> told(AgentId id) {
    return fixture.told(id, EventData.ChatWritten.class).stream()
        .map(EventData.ChatWritten::line)
        .toList();
  }

  /** The follower has looked at least once since. */
  private void looked(FakeSession session) {
    int before = session.chatLooks.get();
    eventually("the chat was looked at", () -> session.chatLooks.get() >= before + 2);
  }

  @Test
  void whatIsWrittenIsAnsweredAndTheAgentsOwnLinesAreNot() throws Exception {
    AgentId id = fixture.create(CHATTY);
    FakeSession session = fixture.joined(id);
    looked(session);
    write(session, "Ada", "Where is the plan?");
    assertEquals("Ada (chat): Where is the plan?", FakeLlm.lastUser(llm.next()));
    llm.answer("send_chat_message {\"message\":\"At  https://x.test/plan\"}", "end_turn");
    eventually("it wrote", () -> session.calls.size() == 1);
    write(session, "Some platform name", "At https://x.test/plan");
    write(session, "You", "Something else of its own.");
    looked(session);
    eventually("its own line is told", () -> told(id).size() == 2);
    assertTrue(llm.requests.isEmpty());
    assertEquals(
        List.of(
            new ChatLine("Where is the plan?", Optional.of("Ada"), Optional.of("3:40 AM"), false),
            new ChatLine("At  https://x.test/plan", Optional.of("Joe"), Optional.empty(), true)),
        told(id));
    assertTrue(fixture.log(id).contains("Ada wrote in the chat: Where is the plan?"));
  }

  @Test
  void whoWritesWhatTheAgentWroteIsRead() throws Exception {
    AgentId id = fixture.create(CHATTY);
    FakeSession session = fixture.joined(id);
    looked(session);
    write(session, "Ada", "It is done.");
    llm.next();
    llm.answer("send_chat_message {\"message\":\"Thanks\"}", "end_turn");
    eventually("it wrote", () -> session.calls.size() == 1);
    write(session, "You", "Thanks");
    looked(session);
    write(session, "Zoe", "Thanks");
    assertEquals("Zoe (chat): Thanks", FakeLlm.lastUser(llm.next()));
    assertEquals(3, told(id).size());
  }

  @Test
  void theSameLineTwiceIsTwoLines() throws Exception {
    AgentId id = fixture.create(CHATTY);
    FakeSession session = fixture.joined(id);
    looked(session);
    write(session, "Ada", "Ping");
    llm.next();
    llm.answer("end_turn");
    write(session, "Ada", "Ping");
    assertEquals("Ada (chat): Ping", FakeLlm.lastUser(llm.next()));
    assertEquals(2, told(id).size());
  }

  @Test
  void whatWasWrittenBeforeTheAgentCameIsToldAndNotAnswered() throws Exception {
    fixture.meetings.chatAtFirst =
        "{\"messages\":[{\"sender\":\"Ada\",\"text\":\"Before.\",\"timestamp\":\"1\"}]}";
    AgentId id = fixture.create(CHATTY);
    FakeSession session = fixture.joined(id);
    looked(session);
    assertEquals("Before.", told(id).getFirst().text());
    assertTrue(llm.requests.isEmpty());
    hear(session, "Bob", "Hello.");
    assertEquals(List.of("Bob: Hello."), users(llm.next()));
  }

  @Test
  void whatWasWrittenBetweenTheJoinAndTheFirstLookIsAnswered() throws Exception {
    String now =
        DateTimeFormatter.ofPattern("h:mm a", Locale.ENGLISH)
            .withZone(ZoneId.of("Asia/Tokyo"))
            .format(Instant.now());
    fixture.meetings.chatAtFirst =
        "{\"messages\":[{\"sender\":\"Ada\",\"text\":\"Before.\",\"timestamp\":\"?\"},"
            + "{\"sender\":\"Ada\",\"text\":\"Welcome, any news?\",\"timestamp\":\"%s\"}]}"
                .formatted(now);
    AgentId id = fixture.create(CHATTY);
    fixture.joined(id);
    assertEquals("Ada (chat): Welcome, any news?", FakeLlm.lastUser(llm.next()));
    assertEquals(
        List.of("Before.", "Welcome, any news?"), told(id).stream().map(ChatLine::text).toList());
  }

  @Test
  void aChatThatCannotBeReadForLongIsShownOnTheAgent() throws Exception {
    AgentId id = fixture.create(CHATTY);
    FakeSession session = fixture.joined(id);
    session.chatFails = true;
    eventually(
        "it is shown",
        () -> fixture.agent(id).lastError().orElse("").startsWith("The chat cannot be read: "));
    session.chatFails = false;
    eventually("all is well", () -> fixture.agent(id).lastError().isEmpty());
  }

  @Test
  void whatWasWrittenWhileTheAgentWasAwayIsAnsweredWhenItIsBack() throws Exception {
    AgentId id = fixture.create(CHATTY);
    FakeSession session = fixture.joined(id);
    looked(session);
    write(session, "Ada", "One");
    llm.next();
    llm.answer("end_turn");
    eventually("the turn is over", () -> !fixture.told(id, EventData.TurnEnded.class).isEmpty());
    write(session, "Ada", "Two");
    fixture.meetings.chatAtFirst = session.chat;
    session.chat = "{\"messages\":[]}";
    session.listener.onLost("The session was lost.");
    fixture.joined(id);
    assertEquals("Ada (chat): Two", FakeLlm.lastUser(llm.next()));
    assertEquals(List.of("One", "Two"), told(id).stream().map(ChatLine::text).toList());
  }

  @Test
  void anAgentWithoutChatNeverLooks() throws Exception {
    AgentId id = fixture.create(config());
    FakeSession session = fixture.joined(id);
    hear(session, "Ada", "Hello.");
    llm.next();
    assertEquals(0, session.chatLooks.get());
  }

  @Test
  void withANameTriggerOnlyALineWithTheNameIsAnswered() throws Exception {
    AgentId id = fixture.create(CHATTY.toBuilder().nameTrigger(true).build());
    FakeSession session = fixture.joined(id);
    looked(session);
    write(session, "Ada", "Nobody special.");
    looked(session);
    assertTrue(llm.requests.isEmpty());
    write(session, "Ada", "Joe, what is new?");
    assertEquals(
        "Ada (chat): Nobody special.\nAda (chat): Joe, what is new?", FakeLlm.lastUser(llm.next()));
  }

  @Test
  void aChatThatCannotBeReadIsToldOnceAndDoesNotHinder() throws Exception {
    AgentId id = fixture.create(CHATTY);
    FakeSession session = fixture.joined(id);
    session.chatFails = true;
    eventually(
        "it is told",
        () -> fixture.log(id).contains("The chat cannot be read: the panel does not open"));
    hear(session, "Ada", "Hello.");
    assertEquals("Ada: Hello.", FakeLlm.lastUser(llm.next()));
    session.chatFails = false;
    looked(session);
    write(session, "Ada", "Written.");
    eventually("it is read", () -> !told(id).isEmpty());
    assertEquals(1, fixture.log(id).stream().filter(l -> l.startsWith("The chat cannot")).count());
  }

  @Test
  void aDefectInOneReadingIsToldAndDoesNotEndTheOthers() throws Exception {
    AgentId id = fixture.create(CHATTY);
    FakeSession session = fixture.joined(id);
    session.chatBreaks = true;
    eventually(
        "it is told",
        () -> fixture.log(id).stream().anyMatch(l -> l.startsWith("The chat cannot be read: ")));
    session.chatBreaks = false;
    looked(session);
    write(session, "Ada", "Written.");
    eventually("it is read", () -> !told(id).isEmpty());
  }

  @Test
  void aMessageInTheChatCutsNoThoughtShort() throws Exception {
    AgentId id = fixture.create(CHATTY);
    FakeSession session = fixture.joined(id);
    looked(session);
    hear(session, "Ada", "Think about it.");
    llm.next();
    write(session, "Bob", "Meanwhile.");
    eventually("it is read", () -> !told(id).isEmpty());
    llm.answer("end_turn");
    assertEquals("Bob (chat): Meanwhile.", FakeLlm.lastUser(llm.next()));
    assertEquals(0, llm.aborted.get());
  }

  @Test
  void aRestartedAgentAnswersOnlyWhatItDoesNotKnow() throws Exception {
    AgentId id = fixture.create(CHATTY);
    FakeSession session = fixture.joined(id);
    looked(session);
    write(session, "Ada", "Known");
    llm.next();
    llm.answer("end_turn");
    eventually("the turn is over", () -> !fixture.told(id, EventData.TurnEnded.class).isEmpty());
    fixture.agents.detach(java.time.Duration.ofSeconds(5));
    write(session, "Ada", "New");
    AgentFixture next = new AgentFixture(Settings.defaults(), Optional.of(fixture.store));
    next.meetings.chatAtFirst = session.chat;
    next.agents.restore();
    assertEquals("Ada (chat): New", FakeLlm.lastUser(next.llm.next()));
    assertTrue(next.llm.requests.isEmpty());
    next.close();
  }
}
