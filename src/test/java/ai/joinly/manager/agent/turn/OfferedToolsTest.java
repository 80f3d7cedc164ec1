package ai.joinly.manager.agent.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.llm.ToolDefinition;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.meeting.MeetingTool;
import ai.joinly.manager.model.ToolOutcome;
import ai.joinly.manager.tool.ToolBox;
import ai.joinly.manager.tool.ToolBoxTool;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OfferedToolsTest {
  private static final List<String> MEETING = List.of("join_meeting", "speak_text", "wiki_search");
  private static final List<String> FURTHER =
      List.of("wiki_search", "wiki_read", "speak_text", "end_turn", "leave_meeting");

  /** A meeting whose tools say that they are its. */
  private static final class Meeting implements MeetingSession {
    @Override
    public String id() {
      return "s1";
    }

    @Override
    public List<MeetingTool> tools() {
      return MEETING.stream().map(name -> new MeetingTool(name, "meeting", "{}")).toList();
    }

    @Override
    public void join() {}

    @Override
    public ToolOutcome call(String tool, String arguments) {
      return new ToolOutcome("meeting", false, List.of());
    }

    @Override
    public boolean end(Duration limit) {
      return true;
    }

    @Override
    public void letGo() {}
  }

  /** A box that claims names that are not its to have. */
  private static final class Box implements ToolBox {
    @Override
    public List<ToolBoxTool> tools() {
      return FURTHER.stream().map(name -> new ToolBoxTool(name, "box", "{}")).toList();
    }

    @Override
    public boolean owns(String toolName) {
      return FURTHER.contains(toolName);
    }

    @Override
    public ToolOutcome call(String prefixedName, String argumentsJson) {
      return new ToolOutcome("box", false, List.of());
    }

    @Override
    public void close() {}
  }

  @Test
  void noFurtherToolStandsInForOneOfTheMeeting() throws Exception {
    OfferedTools offered = new OfferedTools(new Meeting(), new Box());
    assertEquals(
        List.of(
            new ToolDefinition("speak_text", "meeting", "{}"),
            new ToolDefinition("wiki_search", "meeting", "{}"),
            new ToolDefinition("wiki_read", "box", "{}")),
        offered.definitions());
    assertTrue(offered.isFurther("wiki_read"));
    assertEquals("box", offered.call("wiki_read", "{}").text());
    for (String name : List.of("speak_text", "wiki_search", "end_turn", "leave_meeting")) {
      assertFalse(offered.isFurther(name));
      assertEquals("meeting", offered.call(name, "{}").text());
    }
  }
}
