package ai.joinly.manager.domain.agent;

import ai.joinly.manager.domain.FieldChecks;
import ai.joinly.manager.domain.Secret;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Configuration of an additional MCP server whose tools an agent may use.
 *
 * @param url the URL of its endpoint (streamable HTTP); shown by the API
 * @param headers headers of every request, such as {@code Authorization}; the values are never
 *     shown
 * @param include patterns of tools that the agent may use, where {@code *} matches any characters;
 *     empty for all
 * @param exclude patterns of tools that the agent may not use; takes precedence over {@code
 *     include}
 */
public record ToolServerConfig(
    String url, Map<String, Secret> headers, List<String> include, List<String> exclude) {
  private static final String FIELD = "mcp_servers";
  private static final int MAX_HEADERS = 20;
  private static final int MAX_PATTERNS = 100;
  private static final Pattern PATTERN = Pattern.compile("[^\\s\\p{Cntrl}]{1,128}");

  /** Headers that the protocol itself sets. */
  private static final Set<String> RESERVED =
      Set.of(
          "accept",
          "connection",
          "content-length",
          "content-type",
          "expect",
          "host",
          "last-event-id",
          "mcp-protocol-version",
          "mcp-session-id",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /** Creates a configuration that allows all tools. */
  public ToolServerConfig(String url, Map<String, Secret> headers) {
    this(url, headers, List.of(), List.of());
  }

  public ToolServerConfig {
    FieldChecks checks = new FieldChecks();
    checks.check(
        url.length() <= 2_048 && FieldChecks.isPlainHttpUrl(url),
        FIELD,
        "must have for each server a url that is an absolute http or https URL with a host and"
            + " without user, password and fragment");
    checks.check(
        headers.size() <= MAX_HEADERS,
        FIELD,
        "must have at most " + MAX_HEADERS + " headers for each server");
    headers.forEach(
        (header, value) -> {
          checks.check(
              header.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}")
                  && !RESERVED.contains(header.toLowerCase(Locale.ROOT)),
              FIELD,
              "must have header names that HTTP allows and that the protocol does not set itself");
          checks.check(
              value.value().matches("[\\x21-\\x7e]([\\x20-\\x7e]{0,8190}[\\x21-\\x7e])?"),
              FIELD,
              "must have header values of 1 to 8192 printable ASCII characters, without space"
                  + " around them");
        });
    Stream.of(include, exclude)
        .forEach(
            patterns ->
                checks.check(
                    patterns.size() <= MAX_PATTERNS
                        && patterns.stream().allMatch(p -> PATTERN.matcher(p).matches()),
                    FIELD,
                    "must have in include and exclude at most "
                        + MAX_PATTERNS
                        + " tool names of 1 to 128 visible characters, where * matches any text"));
    checks.done();
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
    headers = Collections.unmodifiableMap(new TreeMap<>(headers));
  }

  /** Returns whether the agent may use the server's tool {@code tool}. */
  public boolean allows(String tool) {
    return (include.isEmpty() || include.stream().anyMatch(pattern -> matches(pattern, tool)))
        && exclude.stream().noneMatch(pattern -> matches(pattern, tool));
  }

  /** Matches greedily between the stars, in at most the product of both lengths. */
  private static boolean matches(String pattern, String name) {
    int p = 0;
    int n = 0;
    int star = -1;
    int resume = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = n;
      } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
