package ai.joinly.demo.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The minutes of the scripted model, in the form that the manager asks for. */
class MinutesAnswerTest {
  private static final JsonMapper JSON = new JsonMapper();

  private static JsonNode answer(String minutes, String said) throws Exception {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.putObject("properties").putObject("new_key_points");
    Prompt prompt =
        Prompt.of(
            new ModelRequest(
                "scripted",
                List.of(
                    new PromptMessage.Instructions(
                        "You keep the minutes. The meeting began on Monday, 2026-11-30, 09:00."),
                    new PromptMessage.Said(
                        Optional.of(
                            "<minutes>\n"
                                + minutes
                                + "</minutes>\n\n<said>\n"
                                + said
                                + "</said>\n"))),
                Set.of(),
                Optional.of(schema)));
    return JSON.readTree(ScriptedModel.answer(prompt).content().orElseThrow());
  }

  @Test
  void decisionsTasksAndFactsAreFound() throws Exception {
    JsonNode answer =
        answer(
            "summary: \nkey points:\naction items:\ntopics:\nsentiment: \nkeywords: \n",
            """
            [00:01] Ada Meyer: Good morning everybody. Today we plan the new release.
            [00:05] Joinly (assistant): I will do nothing at all tomorrow, as always.
            [00:09] Grace Kim: I will write the release notes tomorrow. Joinly, can you hear us?
            [00:15] Linus Berg: The rollback script needs a rehearsal, I can do that on Wednesday.
            [01:20] Ada Meyer: Good, then we ship on Thursday at ten.
            """);
    assertEquals(
        "Today we plan the new release. Decided: we ship on Thursday at ten.",
        answer.path("summary").asText());
    assertEquals(
        "[\"Today we plan the new release.\",\"We ship on Thursday at ten.\"]",
        answer.path("new_key_points").toString());
    assertEquals(2, answer.path("action_items").size(), answer.toString());
    JsonNode notes = answer.at("/action_items/0");
    assertEquals("Write the release notes", notes.path("description").asText());
    assertEquals("Grace Kim", notes.path("assignee").asText());
    assertEquals("2026-12-01", notes.path("due_date").asText());
    JsonNode rehearsal = answer.at("/action_items/1");
    assertEquals("The rollback script needs a rehearsal", rehearsal.path("description").asText());
    assertEquals("2026-12-02", rehearsal.path("due_date").asText());
    JsonNode topic = answer.at("/topics/0");
    assertEquals("The new release", topic.path("topic").asText());
    assertEquals("00:01 01:20", topic.path("start").asText() + " " + topic.path("end").asText());
    assertEquals(3, topic.path("participants").size());
    assertTrue(answer.path("keywords").toString().contains("release"), answer.toString());
  }

  @Test
  void whatWasKnownIsKept() throws Exception {
    JsonNode answer =
        answer(
            """
            summary: They met.
            topics:
            1. [00:00 - 01:00] The new release: It is planned.
            sentiment: neutral
            keywords: release, support
            """,
            "[02:00] Ada Meyer: We postpone the migration of the database.\n");
    assertEquals(
        "They met. Decided: we postpone the migration of the database.",
        answer.path("summary").asText());
    assertEquals(1, answer.at("/topics/0/number").asInt());
    assertEquals("The new release", answer.at("/topics/0/topic").asText());
    assertTrue(
        answer.path("keywords").toString().startsWith("[\"release\",\"support\","),
        answer.toString());
  }

  @Test
  void nothingSaidIsNothingNew() throws Exception {
    JsonNode answer = answer("summary: They met.\n", "");
    assertEquals("They met.", answer.path("summary").asText());
    assertEquals(0, answer.path("topics").size());
    assertEquals(0, answer.path("action_items").size());
  }
}
