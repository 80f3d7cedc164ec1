package ai.joinly.manager.api.http;

import ai.joinly.manager.json.Json;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Buffer that writes items as JSON, each into memory first. An item that cannot be written is
 * replaced, so that it does not break a response that has started. Used by one thread.
 */
public final class ItemBuffer<T> {
  private static final int INITIAL_SIZE = 32 * 1024;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(INITIAL_SIZE);
  private final Writer<T> writer;
  private final Writer<T> instead;

  /**
   * @param instead writes a replacement for an item that {@code writer} cannot write
   */
  public ItemBuffer(Writer<T> writer, Writer<T> instead) {
    this.writer = writer;
    this.instead = instead;
  }

  /** Replaces the buffer's content by {@code item}. */
  public void write(T item) {
    try {
      write(item, writer);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      try {
        write(item, instead);
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
    }
  }

  void copyTo(OutputStream out) throws IOException {
    bytes.writeTo(out);
  }

  /** Returns the item with a trailing newline. */
  public byte[] line() {
    bytes.write('\n');
    return bytes.toByteArray();
  }

  private void write(T item, Writer<T> by) throws IOException {
    bytes.reset();
    JsonGenerator json = Json.boundedGenerator(bytes);
    by.write(json, item);
    json.close();
  }

  /** Function that writes one item. */
  @FunctionalInterface
  public interface Writer<T> {
    public void write(JsonGenerator json, T item) throws IOException;
  }
}
