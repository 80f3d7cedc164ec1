package ai.joinly.manager.mcp.result;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * Decoded base64 data. Accepts line breaks, a {@code data:} URI prefix, the URL-safe alphabet, and
 * missing padding.
 *
 * @param mimeType of the {@code data:} URI; empty without one
 * @param bytes the decoded data
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copying would double a large image
record Base64Data(String mimeType, byte[] bytes) {
  private static final String SCHEME = "data:";
  private static final String BASE64 = ";base64";

  /** Returns the decoded data; empty when there is none or it is not base64. */
  static Optional<Base64Data> parse(String text) {
    String data = text.strip();
    String mimeType = "";
    if (data.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      int comma = data.indexOf(',');
      String head = comma < 0 ? "" : data.substring(SCHEME.length(), comma);
      if (!head.toLowerCase(Locale.ROOT).endsWith(BASE64)) {
        return Optional.empty();
      }
      mimeType = head.substring(0, head.length() - BASE64.length());
      data = data.substring(comma + 1);
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(standardAlphabet(data));
      return bytes.length == 0 ? Optional.empty() : Optional.of(new Base64Data(mimeType, bytes));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static byte[] standardAlphabet(String data) {
    byte[] standard = new byte[data.length()];
    int length = 0;
    for (int i = 0; i < data.length(); i++) {
      char c = data.charAt(i);
      if (c != '\n' && c != '\r' && c != ' ' && c != '\t') {
        standard[length++] = (byte) (c == '-' ? '+' : c == '_' ? '/' : c < 0x80 ? c : '?');
      }
    }
    return java.util.Arrays.copyOf(standard, length);
  }

  /** Returns the same data as base64 that every language model accepts. */
  String encoded() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Returns the bytes as text; empty when they are not UTF-8. */
  Optional<String> text() {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** Returns the image type by the first bytes; empty for any other data. */
  Optional<String> imageType() {
    if (startsWith(0, 0x89, 'P', 'N', 'G')) {
      return Optional.of("image/png");
    }
    if (startsWith(0, 0xff, 0xd8, 0xff)) {
      return Optional.of("image/jpeg");
    }
    if (startsWith(0, 'G', 'I', 'F', '8')) {
      return Optional.of("image/gif");
    }
    if (startsWith(0, 'R', 'I', 'F', 'F') && startsWith(8, 'W', 'E', 'B', 'P')) {
      return Optional.of("image/webp");
    }
    return Optional.empty();
  }

  private boolean startsWith(int from, int... expected) {
    if (bytes.length < from + expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if ((bytes[from + i] & 0xff) != expected[i]) {
        return false;
      }
    }
    return true;
  }
}
