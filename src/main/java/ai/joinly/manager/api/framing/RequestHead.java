package ai.joinly.manager.api.framing;

import io.helidon.http.Status;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Head of a request, with the fields that determine its end and its target. Ambiguous heads, which
 * two parsers could read differently, are rejected.
 */
final class RequestHead {
  /** Method by which the end of a body is determined. */
  enum Body {
    NONE,
    BY_LENGTH,
    IN_CHUNKS
  }

  private final byte[] bytes;
  private final String method;
  private final Body body;
  private final long length;

  private RequestHead(byte[] bytes, String method, Body body, long length) {
    this.bytes = bytes;
    this.method = method;
    this.body = body;
    this.length = length;
  }

  /** Returns the head for the web server, with the target in origin form. */
  byte[] bytes() {
    return bytes;
  }

  String method() {
    return method;
  }

  Body body() {
    return body;
  }

  /** Returns the length of the body; 0 for a chunked one. */
  long length() {
    return length;
  }

  /** Parses the head in {@code bytes}, which end with an empty line. */
  static RequestHead read(byte[] bytes) {
    return new Reader(bytes).read();
  }

  private static final class Reader {
    private static final String CHUNKED = "chunked";
    private static final int MAX_DIGITS = 18;

    private final byte[] bytes;

    /** Bounds of the current line. */
    private int from;

    private int to;

    private int hosts;
    private int hostFrom;
    private int hostTo;
    private long length = -1;
    private boolean chunked;

    Reader(byte[] bytes) {
      this.bytes = bytes;
      this.to = -2;
    }

    RequestHead read() {
      nextLine();
      int methodEnd = Syntax.endOfToken(bytes, from, to);
      int targetFrom = methodEnd + 1;
      int targetEnd = endOfTarget(targetFrom);
      if (methodEnd == from || methodEnd >= to || bytes[methodEnd] != ' ') {
        throw BadRequest.of("The request does not begin with a method.");
      }
      if (targetEnd == targetFrom || targetEnd >= to || bytes[targetEnd] != ' ') {
        throw BadRequest.of("The request line must be a method, a path and HTTP/1.1.");
      }
      checkVersion(text(targetEnd + 1, to));
      final String method = text(from, methodEnd);
      while (nextLine()) {
        readField();
      }
      if (chunked && length >= 0) {
        throw BadRequest.of("Transfer-Encoding and Content-Length exclude each other.");
      }
      Body body = chunked ? Body.IN_CHUNKS : length > 0 ? Body.BY_LENGTH : Body.NONE;
      return new RequestHead(shortened(targetFrom, targetEnd), method, body, Math.max(0, length));
    }

    private boolean nextLine() {
      from = to + 2;
      to = from;
      while (bytes[to] != '\r') {
        to++;
      }
      return to > from;
    }

    private int endOfTarget(int begin) {
      int at = begin;
      while (at < to && bytes[at] > ' ' && bytes[at] < 0x7f) {
        at++;
      }
      return at;
    }

    private static void checkVersion(String version) {
      if (version.equals("HTTP/1.1")) {
        return;
      }
      if (version.length() == 8 && version.matches("HTTP/[0-9]\\.[0-9]")) {
        throw BadRequest.of(
            Status.HTTP_VERSION_NOT_SUPPORTED_505,
            "Only HTTP/1.1 is supported; a reverse proxy may have to be configured to use it.");
      }
      throw BadRequest.of("The request line must be a method, a path and HTTP/1.1.");
    }

    private void readField() {
      if (Syntax.isSpace(bytes[from])) {
        throw BadRequest.of("A header continues on a second line; write it on one line.");
      }
      if (!Syntax.isField(bytes, from, to)) {
        throw BadRequest.of(
            "A header is malformed: it must be a name, a colon without a space before it, and a"
                + " value without control characters.");
      }
      int colon = Syntax.endOfToken(bytes, from, to);
      switch (colon - from) {
        case 4 -> readHost(colon);
        case 14 -> readLength(colon);
        case 17 -> readEncoding(colon);
        default -> {}
      }
    }

    private void readHost(int colon) {
      if (!isNamed("host", colon)) {
        return;
      }
      hosts++;
      if (hosts > 1) {
        throw BadRequest.of("There is more than one Host.");
      }
      hostFrom = colon + 1;
      hostTo = to;
    }

    private void readLength(int colon) {
      if (!isNamed("content-length", colon)) {
        return;
      }
      String digits = value(colon);
      if (length >= 0) {
        throw BadRequest.of("There is more than one Content-Length.");
      }
      if (digits.isEmpty()
          || digits.length() > MAX_DIGITS
          || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
        throw BadRequest.of("The Content-Length is not one whole number.");
      }
      length = Long.parseLong(digits);
    }

    private void readEncoding(int colon) {
      if (!isNamed("transfer-encoding", colon)) {
        return;
      }
      String encoding = value(colon).toLowerCase(Locale.ROOT);
      if (chunked) {
        throw BadRequest.of("There is more than one Transfer-Encoding.");
      }
      if (!encoding.equals(CHUNKED)) {
        throw BadRequest.of(
            Status.NOT_IMPLEMENTED_501, "The only supported Transfer-Encoding is chunked.");
      }
      chunked = true;
    }

    private boolean isNamed(String name, int colon) {
      return text(from, colon).equalsIgnoreCase(name);
    }

    private String value(int colon) {
      return text(colon + 1, to).strip();
    }

    private String text(int begin, int end) {
      return new String(bytes, begin, end - begin, StandardCharsets.ISO_8859_1);
    }

    /**
     * Returns the head in origin form: an absolute address in the request line, as sent to a proxy,
     * is replaced by its path, and its host replaces the {@code Host} header.
     */
    private byte[] shortened(int targetFrom, int targetEnd) {
      if (bytes[targetFrom] == '/' || bytes[targetFrom] == '*') {
        return bytes;
      }
      String target = text(targetFrom, targetEnd);
      int authority = endOfScheme(target);
      if (authority < 0) {
        throw BadRequest.of("The path must begin with a slash.");
      }
      int end = authority;
      while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
        end++;
      }
      String host = target.substring(authority, end);
      String path = target.substring(end);
      if (host.isEmpty() || host.indexOf('@') >= 0 || hosts == 0) {
        throw BadRequest.of("The address in the request line is not valid, or Host is missing.");
      }
      ByteArrayOutputStream head = new ByteArrayOutputStream(bytes.length);
      head.write(bytes, 0, targetFrom);
      head.writeBytes(ascii((path.startsWith("/") ? "" : "/") + path));
      head.write(bytes, targetEnd, hostFrom - targetEnd);
      head.writeBytes(ascii(" " + host));
      head.write(bytes, hostTo, bytes.length - hostTo);
      return head.toByteArray();
    }

    private static int endOfScheme(String target) {
      for (String scheme : new String[] {"http://", "https://"}) {
        if (target.regionMatches(true, 0, scheme, 0, scheme.length())) {
          return scheme.length();
        }
      }
      return -1;
    }

    private static byte[] ascii(String text) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }
  }
}
