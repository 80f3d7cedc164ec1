package ai.joinly.manager.mcp.result;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/** Parser of one part of a tool result's content. */
final class ContentPart {
  private static final int MAX_LABEL = 200;
  private static final int MAX_URI = 2_000;
  private static final Set<String> TEXT_TYPES =
      Set.of("application/json", "application/xml", "application/yaml", "application/x-yaml");

  private ContentPart() {}

  static void add(JsonNode part, OutcomeBuilder outcome) {
    if (!part.isObject()) {
      outcome.text(ToolResults.plain(part));
      return;
    }
    switch (kind(part)) {
      case "text" -> text(part, outcome);
      case "image" -> binary("image", part, part.path("data").asText(""), outcome);
      case "audio" -> binary("audio", part, part.path("data").asText(""), outcome);
      case "resource" -> resource(part, outcome);
      case "resource_link" -> outcome.note(link(part));
      default ->
          outcome.note(named(label(kind(part)) + " content", part) + ": cannot be passed on");
    }
  }

  /** Returns the declared type, or the type inferred from the fields of the part. */
  private static String kind(JsonNode part) {
    String type = part.path("type").asText("").strip().toLowerCase(Locale.ROOT);
    if (!type.isEmpty()) {
      return type;
    }
    if (part.has("text")) {
      return "text";
    }
    if (part.has("resource") || part.has("blob")) {
      return "resource";
    }
    if (part.has("data")) {
      return mimeType(part).startsWith("audio/") ? "audio" : "image";
    }
    return part.has("uri") ? "resource_link" : "unknown";
  }

  private static void text(JsonNode part, OutcomeBuilder outcome) {
    if (part.hasNonNull("text")) {
      outcome.text(ToolResults.plain(part.path("text")));
    }
  }

  private static void resource(JsonNode part, OutcomeBuilder outcome) {
    JsonNode resource = part.has("resource") ? part.path("resource") : part;
    if (!resource.isObject()) {
      outcome.text(ToolResults.plain(resource));
    } else if (resource.hasNonNull("text")) {
      outcome.note(link(resource));
      outcome.text(ToolResults.plain(resource.path("text")));
    } else if (resource.hasNonNull("blob")) {
      binary(link(resource), resource, resource.path("blob").asText(""), outcome);
    } else {
      outcome.note(link(resource));
    }
  }

  /** Adds base64 data: an image as an image, text as text, anything else by its name. */
  private static void binary(String kind, JsonNode part, String data, OutcomeBuilder outcome) {
    Optional<Base64Data> parsed = Base64Data.parse(data);
    String type = type(part, parsed);
    int size = parsed.map(p -> p.bytes().length).orElse(0);
    boolean resource = kind.startsWith("resource");
    String description = withSize(resource ? kind : named(kind, part), size);
    if (parsed.isEmpty()) {
      outcome.note(description + ": its data cannot be read");
      return;
    }
    boolean picture =
        type.startsWith("image/")
            || (parsed.get().imageType().isPresent() && !type.startsWith("audio/"));
    if (picture) {
      outcome.image(description, type, parsed.get());
      return;
    }
    Optional<String> text = resource && isTextType(type) ? parsed.get().text() : Optional.empty();
    if (text.isPresent()) {
      outcome.note(kind);
      outcome.text(text.get());
    } else {
      outcome.note(description + ": cannot be passed on");
    }
  }

  private static String type(JsonNode part, Optional<Base64Data> data) {
    String declared = mimeType(part);
    return declared.isEmpty() ? plainType(data.map(Base64Data::mimeType).orElse("")) : declared;
  }

  private static boolean isTextType(String type) {
    return type.startsWith("text/") || TEXT_TYPES.contains(type) || type.endsWith("+json");
  }

  /** Returns for example {@code audio, audio/wav}. */
  private static String named(String kind, JsonNode part) {
    String type = mimeType(part);
    return type.isEmpty() ? kind : kind + ", " + type;
  }

  private static String withSize(String description, int bytes) {
    if (bytes == 0) {
      return description;
    }
    return description
        + (bytes < 1_000
            ? ", " + bytes + " bytes"
            : bytes < 1_000_000
                ? ", " + (bytes + 500) / 1_000 + " kB"
                : String.format(Locale.ROOT, ", %.1f MB", bytes / 1e6));
  }

  /** Returns for example {@code resource repo://a/README: README, the beginning, text/plain}. */
  private static String link(JsonNode resource) {
    StringJoiner about = new StringJoiner(", ");
    for (String field : new String[] {"title", "name", "description"}) {
      String value = label(resource.path(field).asText(""));
      if (!value.isEmpty()) {
        about.add(value);
      }
    }
    if (!mimeType(resource).isEmpty()) {
      about.add(mimeType(resource));
    }
    String uri = cut(oneLine(resource.path("uri").asText("")), MAX_URI);
    return ("resource " + uri).strip() + (about.length() == 0 ? "" : ": " + about);
  }

  private static String mimeType(JsonNode part) {
    String type = part.path("mimeType").asText("");
    return plainType(type.isEmpty() ? part.path("mime_type").asText("") : type);
  }

  /** Returns the type without parameters and in the registered spelling. */
  private static String plainType(String type) {
    int end = type.indexOf(';');
    String plain = label(end < 0 ? type : type.substring(0, end)).toLowerCase(Locale.ROOT);
    return plain.equals("image/jpg") ? "image/jpeg" : plain;
  }

  private static String label(String text) {
    return cut(oneLine(text), MAX_LABEL);
  }

  private static String oneLine(String text) {
    StringBuilder line = new StringBuilder();
    text.chars().limit(MAX_URI).forEach(c -> line.append(c < ' ' || c == 0x7f ? ' ' : (char) c));
    return line.toString().strip();
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length) + "…";
  }
}
