package ai.joinly.manager.llm.reading.written;

import ai.joinly.manager.jackson.SharedBuffers;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tools that a request offered, with the name variants that models use. Not thread-safe. */
public final class ToolOffer {
  private static final JsonMapper JSON = SharedBuffers.mapper().build();
  private static final int MAX_NAME_LENGTH = 200;
  private static final int MIN_SUFFIX_LENGTH = 3;

  /** Namespaces that models add before a name. */
  private static final List<String> NAMESPACES =
      List.of("functions", "function", "tools", "tool", "default_api", "api", "mcp", "joinly");

  private final Map<String, String> schemas;
  private final Map<String, JsonNode> parsed = new HashMap<>();
  private final Map<String, String> byPlainName = new HashMap<>();

  /**
   * @param schemas the input schema of each tool, by the name of the tool
   */
  public ToolOffer(Map<String, String> schemas) {
    this.schemas = Map.copyOf(schemas);
    this.schemas.keySet().forEach(name -> byPlainName.putIfAbsent(plain(name), name));
  }

  /**
   * Returns the offered name for a name written by a model: in another case, with a namespace,
   * without the prefix of its server, or followed by a special token.
   */
  public Optional<String> resolve(String written) {
    return named(written).or(() -> bySuffix(written));
  }

  /** Returns the offered name like {@link #resolve}, but requires the prefix of the server. */
  Optional<String> named(String written) {
    if (schemas.containsKey(written)) {
      return Optional.of(written);
    }
    if (written.length() > MAX_NAME_LENGTH) {
      return Optional.empty();
    }
    String name = plain(bare(written));
    for (int i = 0; i < 3 && !byPlainName.containsKey(name); i++) {
      name = withoutNamespace(name);
    }
    return Optional.ofNullable(byPlainName.get(name));
  }

  /** Returns the names of a tool's parameters, the required ones first. */
  List<String> parameters(String tool) {
    Set<String> names = new LinkedHashSet<>(required(tool));
    schema(tool).path("properties").fieldNames().forEachRemaining(names::add);
    return List.copyOf(names);
  }

  List<String> required(String tool) {
    List<String> names = new ArrayList<>();
    schema(tool).path("required").forEach(name -> names.add(name.asText()));
    return names;
  }

  /** Converts a value written as text to the type of the parameter. */
  JsonNode typed(String tool, String parameter, String text) {
    JsonNode type = schema(tool).path("properties").path(parameter).path("type");
    if (type.asText("string").equals("string")) {
      return TextNode.valueOf(text);
    }
    try {
      JsonNode value = JSON.readTree(text);
      return value.isMissingNode() ? TextNode.valueOf(text) : value;
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(text);
    }
  }

  private JsonNode schema(String tool) {
    return parsed.computeIfAbsent(
        tool,
        name -> {
          try {
            return JSON.readTree(schemas.getOrDefault(name, "{}"));
          } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
          }
        });
  }

  /** Removes a suffix of the name: a number (Kimi) or a special token. */
  private static String bare(String written) {
    String name = written.strip();
    int token = name.indexOf('<');
    name = token > 0 ? name.substring(0, token) : name;
    int colon = name.lastIndexOf(':');
    boolean numbered =
        colon > 0 && name.substring(colon + 1).chars().allMatch(c -> c >= '0' && c <= '9');
    return numbered ? name.substring(0, colon) : name;
  }

  private static String plain(String name) {
    StringBuilder plain = new StringBuilder();
    for (char c : name.strip().toLowerCase(Locale.ROOT).toCharArray()) {
      plain.append(c == '-' || c == '.' || c == ' ' || c == ':' || c == '/' ? '_' : c);
    }
    return plain.toString();
  }

  private static String withoutNamespace(String name) {
    for (String space : NAMESPACES) {
      if (name.startsWith(space + "_")) {
        int begin = space.length();
        while (begin < name.length() && name.charAt(begin) == '_') {
          begin++;
        }
        return name.substring(begin);
      }
    }
    return name;
  }

  private Optional<String> bySuffix(String written) {
    String name = written.length() > MAX_NAME_LENGTH ? "" : plain(bare(written));
    if (name.length() < MIN_SUFFIX_LENGTH) {
      return Optional.empty();
    }
    List<String> candidates =
        byPlainName.entrySet().stream()
            .filter(entry -> entry.getKey().endsWith("_" + name))
            .map(Map.Entry::getValue)
            .toList();
    return candidates.size() == 1 ? Optional.of(candidates.getFirst()) : Optional.empty();
  }
}
