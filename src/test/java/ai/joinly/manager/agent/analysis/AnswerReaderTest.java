package ai.joinly.manager.agent.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.analysis.ItemStatus;
import ai.joinly.manager.domain.analysis.Priority;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What models answer in place of what they were asked for. */
class AnswerReaderTest {
  private static Answer read(String text) {
    return AnswerReader.read(text).orElseThrow(() -> new AssertionError("unusable: " + text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"summary\":\"All well.\"}",
        "```json\n{\"summary\":\"All well.\"}\n```",
        "Here you are {as asked}:\n{\"summary\": \"All well.\",}\nAnything else?",
        "{'summary': 'All well.'}",
        "{summary: \"All well.\"} // done",
        "{\"minutes\":{\"summary\":\"All well.\"}}",
        "[{\"summary\":\"All\\n well.\"}]",
        "{\"summary\":[\"All\",\"well.\"]}",
        "{\"summary\":\"All well.\",\"topics\":null,\"keywords\":null}"
      })
  void theSameAnswerInManyShapes(String text) {
    assertEquals(Optional.of("All well."), read(text).summary());
    assertEquals(List.of(), read(text).notes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<think>maybe {\"summary\":\"draft\"}</think>\n{\"summary\":\"final\"}",
        "maybe {\"summary\":\"draft\"}</think>\n{\"summary\":\"final\"}",
        "<reasoning>{\"summary\":\"draft\"}</reasoning>\n```json\n{\"summary\":\"final\"}\n```",
        "[THINK]{\"summary\":\"draft\"}[/THINK]Here: {\"summary\":\"final\"}",
        "<think>x</think><answer>{\"summary\":\"final\"}</answer>",
        "<|channel|>analysis<|message|>{\"summary\":\"draft\"}<|end|><|start|>assistant"
            + "<|channel|>final<|message|>{\"summary\":\"final\"}",
        "{\"summary\":\"<think>a draft</think>final\"}",
        "{\"summary\":\"final\",\"keywords\":[\"<think>x</think>\"]}"
      })
  void reasoningIsNoPartOfTheAnswer(String text) {
    assertEquals(Optional.of("final"), read(text).summary());
    assertEquals(List.of(), read(text).keywords());
  }

  @Test
  void anObjectMaySpeakOfTags() {
    assertEquals(
        Optional.of("The <think> tag"), read("{\"summary\":\"The <think> tag\"}").summary());
  }

  @Test
  void reasoningWithoutAnAnswerIsNone() {
    assertEquals(Optional.empty(), AnswerReader.read("<think>maybe {\"summary\":\"draft\"}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "I am sorry, I cannot do that.",
        "{",
        "[]",
        "{}",
        "null",
        "{\"summary\":\"All we",
        "{\"summary\":\"All well.\",\"new_key_points\":[\"cut off in",
        "{\"answer\":\"All well.\"}",
        "{\"summary\":{\"text\":\"x\"}}",
        "{\"action_items\":7}",
        "{\"topics\":[[1],[2]]}"
      })
  void noAnswerAtAll(String text) {
    assertEquals(Optional.empty(), AnswerReader.read(text));
  }

  @Test
  void anEndlessOrDeeplyNestedAnswerIsNone() {
    assertEquals(
        Optional.empty(), AnswerReader.read("{\"summary\":\"" + "x".repeat(300_000) + "\"}"));
    assertEquals(
        Optional.empty(),
        AnswerReader.read("{\"summary\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}"));
    assertEquals(Optional.empty(), AnswerReader.read("{".repeat(100_000)));
  }

  @Test
  void thatNothingChangesIsAnAnswer() {
    Answer answer = read("{\"summary\":\"\",\"new_key_points\":[],\"action_items\":[]}");
    assertEquals(Optional.empty(), answer.summary());
    assertEquals(List.of(), answer.newPoints());
  }

  @Test
  void wrongTypesAreTakenForWhatIsMeantOrLeftOut() {
    Answer answer =
        read(
            """
            {"summary": 42,
             "new_key_points": "- We sell\\n2. We buy",
             "key_points": [{"point": "We wait"}, 7, null, "", ["x"]],
             "drop_key_points": ["3", "#4", 5, "none", {}],
             "action_items": {"action_2": {"task": "Call Bob", "status": "Done",
                                          "priority": "URGENT", "assignee": ["Ada", "Bob"]}},
             "remove_action_items": "action_7",
             "topics": 3,
             "sentiment": "Mostly positive",
             "keywords": {"a": 1}}
            """);
    assertEquals(Optional.of("42"), answer.summary());
    assertEquals(List.of("We sell", "We buy", "We wait", "7"), answer.newPoints());
    assertEquals(Set.of(3, 4, 5), answer.droppedPoints());
    Answer.Item item = answer.items().getFirst();
    assertEquals("action_2", item.id());
    assertEquals("Call Bob", item.description());
    assertEquals(Optional.of("Ada, Bob"), item.assignee());
    assertEquals(Optional.of(ItemStatus.COMPLETED), item.status());
    assertEquals(Optional.of(Priority.HIGH), item.priority());
    assertEquals(Set.of("action_7"), answer.removedItems());
    assertEquals(Optional.of("positive"), answer.sentiment());
    assertEquals(List.of(), answer.topics());
    assertEquals(
        List.of("key_points (not a text)", "topics (not a list)", "keywords (not a list)"),
        answer.notes());
  }

  @Test
  void unknownWordsAreNothing() {
    Answer answer =
        read(
            """
            {"action_items": [{"id": null, "description": "Call", "assignee": "N/A",
              "due_date": "none", "priority": "soonish", "status": "?"}, "Write", {"id": "x"}],
             "sentiment": "blue",
             "topics": [{"number": "topic 2", "topic": "Budget", "start": 5, "end": null},
                        {"title": "Hiring", "participants": "Ada"}, {"summary": "no title"}]}
            """);
    Answer.Item call = answer.items().getFirst();
    assertEquals("", call.id());
    assertEquals(Optional.empty(), call.assignee());
    assertEquals(Optional.empty(), call.dueDate());
    assertEquals(Optional.empty(), call.priority());
    assertEquals(Optional.empty(), call.status());
    assertEquals("Write", answer.items().get(1).description());
    assertEquals(2, answer.topics().getFirst().number());
    assertEquals("5", answer.topics().getFirst().start());
    assertEquals(List.of("Ada"), answer.topics().get(1).people());
    assertEquals(
        List.of(
            "an action item (no description)", "a topic (no title)", "sentiment (unknown value)"),
        answer.notes());
    assertTrue(answer.whole());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"summary\":\"x\",\"action_items\":[{\"id\":\"action_1\"}]}",
        "{\"summary\":\"x\",\"new_key_points\":{\"a\":1}}",
        "{\"summary\":\"x\",\"topics\":5}"
      })
  void aListThatIsLostMakesTheAnswerLessThanWhole(String text) {
    assertFalse(read(text).whole());
    assertTrue(read("{\"summary\":5,\"topics\":\"\",\"keywords\":true}").whole());
  }

  @Test
  void noNoteHoldsWhatWasSaid() {
    Answer answer =
        read("{\"summary\":\"x\",\"topics\":true,\"sentiment\":\"swordfish\",\"keywords\":1}");
    assertTrue(answer.notes().stream().noneMatch(note -> note.contains("swordfish")));
  }
}
