package ai.joinly.manager.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {
  @Test
  void equalValuesHaveOneText() throws IOException {
    String text =
        canonical("{\"b\":[1,20,1.5,null,true],\"a\":{\"d\":\"é\\n\",\"c\":{}},\"e\":[]}");
    assertEquals(
        text,
        canonical(
            """
            { "e": [ ], "a": {"c": {}, "d": "\\u00e9\\u000A"},
              "b": [1.0, 2e1, 15E-1, null, true] }\
            """));
    assertEquals("{\"a\":{\"c\":{},\"d\":\"é\\n\"},\"b\":[1,2E+1,1.5,null,true],\"e\":[]}", text);
  }

  @Test
  void otherValuesHaveAnother() throws IOException {
    List<String> others =
        List.of(
            "{}",
            "[]",
            "\"\"",
            "null",
            "0",
            "\"0\"",
            "false",
            "[0,1]",
            "[1,0]",
            "[[0],1]",
            "{\"a\":null}",
            "{\"a\":\"\"}",
            "{\"a\":[],\"b\":{}}",
            "{\"a\":\"},{\"}",
            "123456789012345678901234567890",
            "123456789012345678901234567891",
            "1e999",
            "-1e999");
    for (String one : others) {
      for (String other : others) {
        if (!one.equals(other)) {
          assertNotEquals(canonical(one), canonical(other), one + " and " + other);
        }
      }
    }
  }

  private static String canonical(String json) throws IOException {
    return CanonicalJson.of(RequestJson.read(json.getBytes(StandardCharsets.UTF_8)));
  }
}
