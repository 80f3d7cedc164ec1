package ai.joinly.manager.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.InvalidFieldsException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestJsonTest {
  @Test
  void thirtyTwoLevelsAreRead() throws Exception {
    JsonNode body = read("{\"stt_args\":" + nested("{\"a\":", "}", 32) + "}");
    assertTrue(body.path("stt_args").isObject());
    assertEquals(1, read("{\"a\":" + nested("[", "]", 32) + "}").size());
  }

  @ParameterizedTest
  @ValueSource(ints = {33, 34, 100, 998, 999, 1_000, 100_000})
  void oneMoreNamesTheFieldAndTheLimit(int levels) {
    assertTooDeep("stt_args", "{\"name\":1,\"stt_args\":" + nested("{\"a\":", "}", levels) + "}");
    assertTooDeep("vad_args", "{\"vad_args\":" + nested("[", "]", levels) + "}");
  }

  @Test
  void aStrangeNameIsNotRepeated() {
    assertTooDeep("body", "{\"<script>\":" + nested("[", "]", 40) + "}");
    assertTooDeep("body", nested("[", "]", 40));
  }

  @Test
  void aTreeHasABound() throws Exception {
    assertEquals(20_000, read("[" + "1,".repeat(19_999) + "1]").size());
    assertThrows(JsonProcessingException.class, () -> read("[" + "{},".repeat(300_000) + "{}]"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{} {}", "{}x", "{", "[1,]", "nul"})
  void onlyOneValueIsRead(String text) {
    assertThrows(JsonProcessingException.class, () -> read(text));
  }

  @Test
  void nothingIsMissing() throws Exception {
    assertTrue(read("").isMissingNode());
    assertTrue(read(" \n").isMissingNode());
  }

  private static void assertTooDeep(String field, String text) {
    InvalidFieldsException e = assertThrows(InvalidFieldsException.class, () -> read(text));
    assertEquals(
        field + " must not be nested deeper than 32 levels", e.errors().getFirst().toString());
  }

  private static String nested(String begin, String end, int levels) {
    return begin.repeat(levels) + (begin.equals("[") ? "" : "1") + end.repeat(levels);
  }

  private static JsonNode read(String text) throws IOException {
    return RequestJson.read(text.getBytes(StandardCharsets.UTF_8));
  }
}
