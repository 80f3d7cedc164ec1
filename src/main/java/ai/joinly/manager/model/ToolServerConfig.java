package ai.joinly.manager.model;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A further MCP server whose tools an agent may use.
 *
 * @param url of its endpoint, streamable HTTP; shown by the API
 * @param headers sent with every request, such as {@code Authorization}; the values are never shown
 */
public record ToolServerConfig(String url, Map<String, Secret> headers) {
  private static final String FIELD = "mcp_servers";
  private static final int MOST_HEADERS = 20;

  /** What the protocol itself sets. */
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

  public ToolServerConfig {
    FieldChecks checks = new FieldChecks();
    checks.check(
        url.length() <= 2_048 && FieldChecks.isPlainHttpUrl(url),
        FIELD,
        "must have for each server a url that is an absolute http or https URL with a host and"
            + " without user, password and fragment");
    checks.check(
        headers.size() <= MOST_HEADERS,
        FIELD,
        "must have at most " + MOST_HEADERS + " headers for each server");
    headers.forEach(
        (header, value) -> {
          checks.check(
              header.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}")
                  && !RESERVED.contains(header.toLowerCase(Locale.ROOT)),
              FIELD,
              "must name headers that HTTP allows and that the protocol does not set itself");
          checks.check(
              value.value().matches("[\\x21-\\x7e]([\\x20-\\x7e]{0,8190}[\\x21-\\x7e])?"),
              FIELD,
              "must have header values of 1 to 8192 printable ASCII characters, without space"
                  + " around them");
        });
    checks.done();
    headers = Collections.unmodifiableMap(new TreeMap<>(headers));
  }
}
