package ai.joinly.manager.agent;

import static ai.joinly.manager.Eventually.eventually;
import static ai.joinly.manager.agent.AgentFixture.config;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.joinly.manager.domain.WireName;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.json.EventReader;
import ai.joinly.manager.meeting.MeetingException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who follows an agent sees its new status before the line of the log that is about it. */
class StatusOrderTest {
  private final AgentFixture fixture = new AgentFixture();

  @AfterEach
  void close() throws InterruptedException {
    fixture.close();
  }

  private List<String> story(AgentId id) {
    return fixture.store.events(id, 0, Integer.MAX_VALUE).stream()
        .map(stored -> EventReader.read(stored.json()))
        .map(Event::data)
        .map(
            data ->
                switch (data) {
                  case EventData.StatusChanged changed -> "= " + WireName.of(changed.status());
                  case EventData.MeetingChanged changed ->
                      "= " + WireName.of(changed.meetingStatus());
                  case EventData.LogWritten log -> log.entry().message();
                  default -> "";
                })
        .filter(line -> !line.isEmpty())
        .toList();
  }

  @Test
  void ofAWholeLife() throws Exception {
    AgentId id = fixture.create(config());
    fixture.joined(id);
    fixture.agents.stop(id);
    assertEquals(
        List.of(
            "= starting",
            "Starting",
            "= running",
            "Connected to the meeting server",
            "= joining",
            "Joining the meeting",
            "= joined",
            "Joined the meeting",
            "= stopping",
            "Stopping",
            "= left",
            "= stopped",
            "Stopped"),
        story(id));
  }

  @Test
  void ofAFailure() throws Exception {
    fixture.meetings.joinFails =
        Optional.of(
            new MeetingException(MeetingException.Category.REFUSED, "The meeting is locked."));
    AgentId id = fixture.create(config());
    String sentence = "The meeting could not be joined: The meeting is locked.";
    eventually("it is logged", () -> story(id).contains(sentence));
    List<String> story = story(id);
    assertEquals("= error", story.get(story.indexOf(sentence) - 1));
  }
}
