package ai.joinly.manager.json;

import ai.joinly.manager.jackson.JsonText;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.TreeMap;

/** A text that is the same for equal JSON values, in any order of fields and form of numbers. */
public final class CanonicalJson {
  private CanonicalJson() {}

  /** Returns the text of a value of a request, which is not nested deep. */
  public static String of(JsonNode value) {
    StringBuilder text = new StringBuilder();
    write(value, text);
    return text.toString();
  }

  private static void write(JsonNode value, StringBuilder text) {
    if (value.isObject()) {
      writeObject(value, text);
    } else if (value.isArray()) {
      writeArray(value, text);
    } else if (value.isNumber()) {
      text.append(number(value));
    } else {
      text.append(JsonText.of(value));
    }
  }

  private static void writeObject(JsonNode object, StringBuilder text) {
    Map<String, JsonNode> fields = new TreeMap<>();
    object.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
    char before = '{';
    for (Map.Entry<String, JsonNode> field : fields.entrySet()) {
      text.append(before).append(JsonText.of(TextNode.valueOf(field.getKey()))).append(':');
      write(field.getValue(), text);
      before = ',';
    }
    text.append(fields.isEmpty() ? "{}" : "}");
  }

  private static void writeArray(JsonNode array, StringBuilder text) {
    char before = '[';
    for (JsonNode element : array) {
      text.append(before);
      write(element, text);
      before = ',';
    }
    text.append(array.isEmpty() ? "[]" : "]");
  }

  /** JSON knows no infinity, but {@code 1e999} is read as one. */
  private static String number(JsonNode number) {
    return number.isIntegralNumber() || Double.isFinite(number.doubleValue())
        ? number.decimalValue().stripTrailingZeros().toString()
        : Double.toString(number.doubleValue());
  }
}
