package ai.joinly.manager.agent.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agent.conversation.CompletedRound;
import ai.joinly.manager.agent.turn.TurnListener;
import ai.joinly.manager.agenttools.ToolBox;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.meeting.ToolDescription;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.llm.ToolDefinition;
import ai.joinly.manager.llm.ToolDefinition.Need;
import ai.joinly.manager.meeting.MeetingSession;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OfferedToolsTest {
  private static final List<String> MEETING =
      List.of("join_meeting", "speak_text", "wiki_search", "get_participants");
  private static final List<String> FURTHER =
      List.of("wiki_search", "get_page", "speak_text", "end_turn", "leave_meeting");

  /** A meeting whose tools say that they are its. */
  private static final class Meeting implements MeetingSession {
    @Override
    public String id() {
      return "s1";
    }

    @Override
    public List<ToolDescription> tools() {
      return MEETING.stream().map(name -> new ToolDescription(name, "meeting", "{}")).toList();
    }

    @Override
    public void join() {}

    @Override
    public ToolOutcome call(String tool, String arguments) {
      return ToolOutcome.done("meeting");
    }

    @Override
    public boolean end(Duration limit) {
      return true;
    }

    @Override
    public void detach() {}
  }

  /** A box that claims names that are not its to have. */
  private static final class Box implements ToolBox {
    @Override
    public List<ToolDescription> tools() {
      return FURTHER.stream().map(name -> new ToolDescription(name, "box", "{}")).toList();
    }

    @Override
    public boolean owns(String toolName) {
      return FURTHER.contains(toolName);
    }

    @Override
    public ToolOutcome call(String prefixedName, String argumentsJson) {
      return ToolOutcome.done("box");
    }

    @Override
    public void close() {}
  }

  @Test
  void noFurtherToolStandsInForOneOfTheMeeting() throws Exception {
    OfferedTools offered = new OfferedTools(new Meeting(), new Box());
    assertEquals(
        List.of(
            new ToolDefinition("speak_text", "meeting", "{}", Need.ESSENTIAL),
            new ToolDefinition("wiki_search", "meeting", "{}", Need.USEFUL),
            new ToolDefinition("get_participants", "meeting", "{}", Need.USEFUL),
            new ToolDefinition("get_page", "box", "{}", Need.FURTHER)),
        offered.definitions());
    assertTrue(offered.isFurther("get_page"));
    assertEquals("box", offered.call("get_page", "{}").text());
    for (String name : List.of("speak_text", "wiki_search", "end_turn", "leave_meeting")) {
      assertFalse(offered.isFurther(name));
      assertEquals("meeting", offered.call(name, "{}").text());
    }
  }

  /** Only of the meeting's own tools is it known by the name that they change nothing. */
  @Test
  void aFurtherToolIsWrittenDownBeforeItIsCalledWhateverItsName() {
    List<String> written = new CopyOnWriteArrayList<>();
    OfferedTools offered = new OfferedTools(new Meeting(), new Box());
    GenericToolExecutor others =
        new GenericToolExecutor(
            new MeetingToolGateway(offered::call, new Written(written), () -> false),
            offered,
            new SpeechLock(Duration.ofSeconds(1)),
            new Deaf());
    List<String> results =
        Stream.of("get_participants", "get_page")
            .map(tool -> others.use(new ToolCall(tool, tool, "{}")).text())
            .toList();
    assertEquals(List.of("meeting", "box"), results);
    assertEquals(List.of("noted get_participants", "intended get_page"), written);
  }

  /** Keeps how it was told of a call. */
  private record Written(List<String> lines) implements ActionLog {
    @Override
    public long intend(String tool, String arguments) {
      lines.add("intended " + tool);
      return 1;
    }

    @Override
    public long note(String tool, String arguments) {
      lines.add("noted " + tool);
      return 2;
    }

    @Override
    public void ended(long action, ToolOutcome.Status status, String result) {}
  }

  /** Hears nothing. */
  private static final class Deaf implements TurnListener {
    @Override
    public void onRound(CompletedRound round) {}

    @Override
    public void onChatSent(String text) {}

    @Override
    public void onOnlySpeech() {}

    @Override
    public void onNote(LogLevel level, String text) {}
  }
}
