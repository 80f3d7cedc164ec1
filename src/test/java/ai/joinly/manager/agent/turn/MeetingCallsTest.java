package ai.joinly.manager.agent.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.meeting.ToolOutcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeetingCallsTest {
  @Test
  void peopleAreNotGivenWhatAModelIsToDo() {
    ToolOutcome outcome =
        new ToolOutcome(
            "The server does not answer. It is not known whether it was done all the same; do not"
                + " simply do it again.",
            true,
            List.of());
    assertTrue(MeetingCalls.mayBeDone(outcome), "the text of an outcome that is not known");
    assertEquals(
        "The server does not answer. It is not known whether it was done all the same.",
        outcome.forPeople());
    ToolOutcome other = new ToolOutcome("Nobody is there.", true, List.of());
    assertEquals("Nobody is there.", other.forPeople());
  }
}
