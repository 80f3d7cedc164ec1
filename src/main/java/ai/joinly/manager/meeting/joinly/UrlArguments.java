package ai.joinly.manager.meeting.joinly;

import ai.joinly.manager.net.SharedUrls;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Checks the URLs in a tool's arguments, at any depth, as the server opens them. */
final class UrlArguments {
  private final SharedUrls urls;

  UrlArguments(SharedUrls urls) {
    this.urls = urls;
  }

  /** Returns why the tool may not be called with {@code arguments}; empty if it may. */
  Optional<String> refusal(ObjectNode arguments) throws InterruptedException {
    Deque<JsonNode> open = new ArrayDeque<>();
    open.add(arguments);
    while (!open.isEmpty()) {
      for (Map.Entry<String, JsonNode> entry : open.remove().properties()) {
        Optional<String> refusal =
            isUrl(entry.getKey()) ? refusalOf(entry.getValue()) : Optional.empty();
        if (refusal.isPresent()) {
          return refusal.map(why -> "Not done: the address may not be opened, since " + why + ".");
        }
        open.add(entry.getValue());
        entry.getValue().forEach(open::add);
      }
    }
    return Optional.empty();
  }

  private static boolean isUrl(String name) {
    String plain = name.toLowerCase(Locale.ROOT);
    return plain.equals("url") || plain.equals("urls") || plain.endsWith("_url");
  }

  private Optional<String> refusalOf(JsonNode value) throws InterruptedException {
    if (value.isNull()) {
      return Optional.empty();
    }
    if (value.isArray()) {
      for (JsonNode item : value) {
        Optional<String> refusal = refusalOf(item);
        if (refusal.isPresent()) {
          return refusal;
        }
      }
      return Optional.empty();
    }
    return value.isTextual() ? urls.refusal(value.textValue()) : Optional.of("it is not a text");
  }
}
