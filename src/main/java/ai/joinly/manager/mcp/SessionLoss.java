package ai.joinly.manager.mcp;

import ai.joinly.manager.jackson.SharedBuffers;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Locale;
import java.util.Set;
import java.util.StringTokenizer;

/**
 * Detection of the answers by which servers report an unknown session: a status, or a JSON-RPC
 * error with any status. Such a request was not executed. Thread-safe.
 */
public final class SessionLoss {
  private static final JsonMapper JSON = SharedBuffers.mapper().build();
  private static final int MAX_LENGTH = 300;

  /**
   * JSON-RPC codes of unknown sessions; those of invalid arguments and of tools are not among them.
   */
  private static final Set<Integer> CODES = Set.of(-32_000, -32_001, -32_002, -32_600);

  /**
   * The only words that such messages contain; others such as "browser" or "user" indicate another
   * subject.
   */
  private static final Set<String> WORDS =
      words(
          """
          a active an and anymore any been bad by client closed deleted does error ended exist
          exists existing expired for found gone has header id initialised initialize initialized
          initialise invalid is it known longer lost mcp mcp-session-id mcp_session_id missing more
          must new no not or please provided re-initialize reconnect reinitialize request required
          server session sessionid session_id start stale terminated the this timed out unknown
          valid was with you your yet
          """);

  private static final Set<String> DENIALS =
      words(
          """
          closed deleted ended expired gone invalid longer lost missing no not required stale
          terminated unknown timed
          """);

  private SessionLoss() {}

  private static Set<String> words(String list) {
    return Set.of(list.strip().split("\\s+"));
  }

  /** Returns whether a JSON-RPC error in an answer reports an unknown session. */
  public static boolean isReportedBy(McpException.RpcError error, String sessionId) {
    return CODES.contains(error.code()) && matches(error.reason(), sessionId);
  }

  /** Returns whether the body of an HTTP error reports an unknown session. */
  public static boolean isReportedBy(int status, String body, String sessionId) {
    String lower = body.toLowerCase(Locale.ROOT);
    return switch (status) {
      case 400 -> lower.contains("session id") || matches(message(body), sessionId);
      case 404 ->
          lower.contains("session")
              || lower.contains("jsonrpc")
              || matches(message(body), sessionId);
      default -> matches(message(body), sessionId);
    };
  }

  /**
   * Returns the error message in a body: of JSON-RPC, of the usual frameworks, or the body itself.
   */
  private static String message(String body) {
    if (!body.stripLeading().startsWith("{")) {
      return body;
    }
    try {
      JsonNode json = JSON.readTree(body);
      for (String path : new String[] {"/error/message", "/error", "/detail", "/message"}) {
        JsonNode message = json.at(path);
        if (message.isTextual()) {
          return message.textValue();
        }
      }
    } catch (JsonProcessingException e) {
      // Truncated, or not JSON.
    }
    return "";
  }

  private static boolean matches(String text, String sessionId) {
    if (text.length() > MAX_LENGTH) {
      return false;
    }
    String message = sessionId.isEmpty() ? text : text.replace(sessionId, "session");
    boolean subject = false;
    boolean denied = false;
    StringTokenizer words =
        new StringTokenizer(message.toLowerCase(Locale.ROOT), " \t\r\n.,:;!?'\"`()[]");
    while (words.hasMoreTokens()) {
      String word = words.nextToken();
      if (!WORDS.contains(word)) {
        return false;
      }
      subject |= word.contains("session") || word.startsWith("initiali");
      denied |= DENIALS.contains(word);
    }
    return subject && denied;
  }
}
