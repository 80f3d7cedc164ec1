package ai.joinly.manager.api.http;

import ai.joinly.manager.json.Json;
import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Sender of JSON responses. Sends only the headers for {@code HEAD}, which the web server does not
 * support.
 */
public final class JsonResponse {
  private static final byte[] END_OF_LIST = {']', '\n'};

  private static final int CHUNK = 64 * 1024;

  private JsonResponse() {}

  /** Sends content that is small enough to be buffered. */
  public static void send(
      ServerRequest request, ServerResponse response, Status status, Json.Content content) {
    response.status(status).header(HeaderNames.CONTENT_TYPE, "application/json");
    sendBytes(request, response, Json.line(content));
  }

  /** Sends the response to a command: an object with a message. */
  public static void sendMessage(ServerRequest request, ServerResponse response, String message) {
    send(
        request,
        response,
        Status.OK_200,
        json -> {
          json.writeStartObject();
          json.writeStringField("message", message);
          json.writeEndObject();
        });
  }

  /** Streams content that may be large. */
  public static void stream(ServerRequest request, ServerResponse response, Json.Content content)
      throws IOException {
    streamBytes(request, response, out -> write(content, out));
  }

  /**
   * Streams a list.
   *
   * @param instead writes a replacement for an item that {@code writer} cannot write
   */
  public static <T> void streamList(
      ServerRequest request,
      ServerResponse response,
      List<T> items,
      ItemBuffer.Writer<T> writer,
      ItemBuffer.Writer<T> instead)
      throws IOException {
    ItemBuffer<T> buffer = new ItemBuffer<>(writer, instead);
    streamBytes(
        request,
        response,
        out -> {
          char before = '[';
          for (T item : items) {
            buffer.write(item);
            out.write(before);
            buffer.copyTo(out);
            before = ',';
          }
          out.write(items.isEmpty() ? "[]\n".getBytes(StandardCharsets.US_ASCII) : END_OF_LIST);
          out.close();
        });
  }

  private static void streamBytes(ServerRequest request, ServerResponse response, Bytes content)
      throws IOException {
    response.status(Status.OK_200).header(HeaderNames.CONTENT_TYPE, "application/json");
    if (isHead(request)) {
      Counter counter = new Counter();
      content.write(counter);
      sendHead(response, counter.bytes);
      return;
    }
    try {
      // Each write to the response becomes a chunk and a system call.
      content.write(new BufferedOutputStream(response.outputStream(), CHUNK));
    } catch (IOException e) {
      throw new ServerConnectionException("the client closed the connection", e);
    }
  }

  /** Streams a text of any length. */
  public static void streamText(
      ServerRequest request, ServerResponse response, String contentType, Text content)
      throws IOException {
    response.status(Status.OK_200).header(HeaderNames.CONTENT_TYPE, contentType);
    if (isHead(request)) {
      response.send();
      return;
    }
    try (Writer out =
        new BufferedWriter(
            new OutputStreamWriter(response.outputStream(), StandardCharsets.UTF_8))) {
      content.write(out);
    } catch (IOException e) {
      throw new ServerConnectionException("the client closed the connection", e);
    }
  }

  /** Content that can be written as text. */
  @FunctionalInterface
  public interface Text {
    void write(Writer out) throws IOException;
  }

  public static void sendBytes(ServerRequest request, ServerResponse response, byte[] body) {
    if (isHead(request)) {
      sendHead(response, body.length);
      return;
    }
    response.send(body);
  }

  private static void sendHead(ServerResponse response, long length) {
    response.header(HeaderValues.create(HeaderNames.CONTENT_LENGTH, length));
    response.send();
  }

  /** Closes the generator only after complete content: a partial array must not look complete. */
  private static void write(Json.Content content, OutputStream out) throws IOException {
    JsonGenerator json = Json.mapper().createGenerator(out, JsonEncoding.UTF8);
    content.write(json);
    json.writeRaw('\n');
    json.close();
  }

  private static boolean isHead(ServerRequest request) {
    return request.prologue().method().equals(Method.HEAD);
  }

  /** Content that is written completely to a stream, which it closes. */
  @FunctionalInterface
  private interface Bytes {
    void write(OutputStream out) throws IOException;
  }

  private static final class Counter extends OutputStream {
    private long bytes;

    @Override
    public void write(int b) {
      bytes++;
    }

    @Override
    public void write(byte[] b, int off, int len) {
      bytes += len;
    }
  }
}
