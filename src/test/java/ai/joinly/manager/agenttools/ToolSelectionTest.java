package ai.joinly.manager.agenttools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.meeting.ToolDescription;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.llm.ToolDefinition;
import ai.joinly.manager.llm.schema.NormalTools;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolSelectionTest {
  private static final String SCHEMA = "{\"type\":\"object\"}";
  private static final SecretRedactor MASK =
      SecretRedactor.of(Map.of("Authorization", new Secret("Bearer s3cret-t0ken")));

  private static ToolSelection select(List<ToolDescription> listed) {
    return ToolSelection.of("wiki", listed, MASK);
  }

  private static ToolSelection select(String description, String schema) {
    return select(List.of(new ToolDescription("search", description, schema)));
  }

  @Test
  void aListThatIsNotTooLongIsOfferedAsItIs() {
    List<ToolDescription> listed =
        List.of(
            new ToolDescription("a", "A", SCHEMA),
            new ToolDescription("b", "B", "{\"properties\":{}}"));
    assertEquals(new ToolSelection(listed, List.of()), select(listed));
  }

  @Test
  void noMoreThanSixtyFourAreOfferedAndTheRestIsNamed() {
    List<ToolDescription> listed = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      listed.add(new ToolDescription("t" + i, "", SCHEMA));
      listed.add(new ToolDescription("t" + i, "the same again", SCHEMA));
    }
    ToolSelection selection = select(listed);
    assertEquals(64, selection.tools().size());
    assertEquals(
        List.of(
            "The tool server wiki has more than 64 tools; left out: t64, t65, t66, t67, t68, t69,"
                + " t70, t71, t72, t73 and 6 more"),
        selection.notes());
  }

  /** Every request to a model carries all of it. */
  @Test
  void allToolsTogetherAreNotLongerThanAllowed() {
    String schema = "{\"type\":\"object\",\"title\":\"" + "x".repeat(15_000) + "\"}";
    List<ToolDescription> listed = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      listed.add(new ToolDescription("t" + i, "", schema));
    }
    listed.add(new ToolDescription("small", "", SCHEMA));
    ToolSelection selection = select(listed);
    assertEquals(9, selection.tools().size());
    assertEquals("small", selection.tools().getLast().name());
    assertEquals(
        List.of(
            "The tool server wiki describes its tools with more than 128 KiB; left out: t8, t9, t10, t11, t12, t13, t14, t15, t16, t17 and 2 more"),
        selection.notes());
  }

  @Test
  void aDescriptionIsCutButNoCharacterInTwo() {
    assertEquals("x".repeat(1_024), description("x".repeat(1_024)));
    assertEquals("x".repeat(1_023) + "…", description("x".repeat(1_025)));
    assertEquals("x".repeat(1_022) + "…", description("x".repeat(1_022) + "\ud83d\ude80!"));
  }

  private static String description(String given) {
    return select(given, SCHEMA).tools().getFirst().description();
  }

  @Test
  void aSchemaIsMeasuredInBytes() {
    String frame = "{\"type\":\"object\",\"title\":\"%s\"}";
    int room = 16 * 1_024 - frame.length() + 2;
    assertEquals(1, select("", frame.formatted("x".repeat(room))).tools().size());
    ToolSelection tooLarge = select("", frame.formatted("é".repeat(room / 2 + 1)));
    assertTrue(tooLarge.tools().isEmpty());
    assertEquals(
        List.of(
            "The tool server wiki has tools whose schema is larger than 16 KiB or is not an object"
                + " schema; left out: search"),
        tooLarge.notes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "\"object\"",
        "{\"type\":\"array\"}",
        "{\"type\":[\"array\",\"string\"]}",
        "{",
        ""
      })
  void whatIsNoSchemaOfAnObjectIsLeftOut(String schema) {
    assertTrue(select("", schema).tools().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"type\":\"Object\"}",
        "{\"type\":[\"object\",\"null\"]}",
        "{\"type\":null,\"properties\":null,\"required\":null}",
        "{\"properties\":[]}",
        "{\"required\":\"all\"}"
      })
  void anOddSchemaIsMendedLaterAndOffered(String schema) {
    assertEquals(1, select("", schema).tools().size());
    String sent =
        NormalTools.of(List.of(new ToolDefinition("a", "", schema)))
            .sent(new LlmRequest("", List.of(), List.of()))
            .tools()
            .getFirst()
            .inputSchema();
    assertEquals("{\"type\":\"object\",\"properties\":{}}", sent);
  }

  @Test
  void aStrangersNameIsToldInPlainLetters() {
    ToolSelection selection =
        select(List.of(new ToolDescription("a\nERROR b\u001b[31m", "", "[]")));
    assertTrue(selection.notes().getFirst().endsWith("left out: a_ERROR_b__31m"));
    ToolSelection endless = select(List.of(new ToolDescription("x".repeat(10_000), "", SCHEMA)));
    assertTrue(endless.tools().isEmpty());
    assertTrue(endless.notes().getFirst().length() < 300);
  }

  @Test
  void theTokenOfTheCallerIsTakenOutOfWhatIsOffered() {
    ToolSelection selection =
        select("For Bearer s3cret-t0ken", "{\"type\":\"object\",\"title\":\"s3cret-t0ken\"}");
    assertEquals("For ***", selection.tools().getFirst().description());
    assertFalse(selection.toString().contains("s3cret"), selection.toString());
  }
}
