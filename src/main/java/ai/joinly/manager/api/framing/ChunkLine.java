package ai.joinly.manager.api.framing;

/** Parser of the line before a chunk: the size, and extensions, which are ignored. */
final class ChunkLine {
  /** A size with more digits exceeds every possible body. */
  private static final int MAX_DIGITS = 15;

  private final byte[] line;
  private int at;

  private ChunkLine(byte[] line) {
    this.line = line;
  }

  /** Returns the size of the chunk. */
  static long size(byte[] line) {
    ChunkLine read = new ChunkLine(line);
    long size = read.size();
    while (read.at < line.length) {
      read.skipExtension();
    }
    return size;
  }

  private long size() {
    long size = 0;
    int digit = at < line.length ? Character.digit(line[at], 16) : -1;
    while (digit >= 0) {
      size = size * 16 + digit;
      at++;
      if (at > MAX_DIGITS) {
        throw BadRequest.of("The size of a chunk is too large.");
      }
      digit = at < line.length ? Character.digit(line[at], 16) : -1;
    }
    if (at == 0) {
      throw BadRequest.of("The size of a chunk is not a hexadecimal number.");
    }
    return size;
  }

  private void skipExtension() {
    skipSpaces();
    skip(';');
    skipSpaces();
    skipToken();
    int end = at;
    skipSpaces();
    if (at < line.length && line[at] == '=') {
      at++;
      skipSpaces();
      skipValue();
    } else {
      at = end;
    }
  }

  private void skipValue() {
    if (at < line.length && line[at] == '"') {
      skipQuoted();
    } else {
      skipToken();
    }
  }

  private void skipQuoted() {
    at++;
    while (at < line.length && line[at] != '"') {
      at += line[at] == '\\' ? 2 : 1;
      if (at <= line.length && !Syntax.isValue(line[at - 1])) {
        throw broken();
      }
    }
    skip('"');
  }

  private void skipToken() {
    int end = Syntax.endOfToken(line, at, line.length);
    if (end == at) {
      throw broken();
    }
    at = end;
  }

  private void skipSpaces() {
    while (at < line.length && Syntax.isSpace(line[at])) {
      at++;
    }
  }

  private void skip(char expected) {
    if (at >= line.length || line[at] != expected) {
      throw broken();
    }
    at++;
  }

  private static RuntimeException broken() {
    return BadRequest.of("The text after the size of a chunk is not a chunk extension.");
  }
}
