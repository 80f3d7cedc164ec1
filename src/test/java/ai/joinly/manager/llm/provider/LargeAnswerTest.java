package ai.joinly.manager.llm.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.llm.FakeServer;
import ai.joinly.manager.llm.Fixtures;
import ai.joinly.manager.llm.LlmException.Category;
import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.Service;
import ai.joinly.manager.llm.Wire;
import java.io.OutputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of a model's server that no memory could hold. */
class LargeAnswerTest {
  private final Service service = new Service(Wire.OPENAI);

  @AfterEach
  void close() {
    service.close();
  }

  /** Sends the beginning, and then the same again and again until the client has had enough. */
  static FakeServer.Answer endless(String beginning, String again) {
    byte[] block =
        again.repeat(Math.max(1, 65_536 / again.length())).getBytes(StandardCharsets.UTF_8);
    return socket -> {
      try {
        OutputStream out = socket.getOutputStream();
        out.write(beginning.getBytes(StandardCharsets.UTF_8));
        while (true) {
          out.write(block);
        }
      } catch (SocketException e) {
        socket.close();
      }
    };
  }

  private String failureOf(FakeServer.Answer answer) {
    for (int attempt = 0; attempt < 3; attempt++) {
      service.server.then(answer);
    }
    return Fixtures.failure(service.client).userMessage();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: chunked\r\n\r\n7fffffff\r\n",
        "Transfer-Encoding: chunked\r\n\r\n7fffffffffff\r\n",
        "Content-Length: 2147483647\r\n\r\n",
        "Content-Length: 9223372036854775807\r\n\r\n",
        "\r\n",
      })
  void anAnswerWithoutAnEndIsReadUpToTheLimit(String framing) {
    String sentence = failureOf(endless("HTTP/1.1 200 OK\r\n" + framing, "{\"choices\":[ "));
    assertTrue(sentence.contains("larger than allowed"), sentence);
  }

  @Test
  void anErrorWithoutAnEndIsStillAnError() {
    for (int attempt = 0; attempt < 3; attempt++) {
      service.server.then(
          endless("HTTP/1.1 500 X\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n", "no "));
    }
    service.failure(Category.SERVER_ERROR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 ",
        "HTTP/1.1 200 OK\r\nX: ",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX: ",
      })
  void aHeadALineOrATrailerWithoutAnEndIsGivenUp(String beginning) {
    failureOf(endless(beginning, "aaaa"));
  }

  @Test
  void headersWithoutAnEndAreGivenUp() {
    failureOf(endless("HTTP/1.1 200 OK\r\n", "X-A: b\r\n"));
  }

  /** Each part of a tree takes far more memory than its characters. */
  @Test
  void anAnswerOfTinyPartsIsNotMadeIntoATree() {
    String body = "{\"choices\":[" + "{},".repeat(600_000) + "{}]}";
    for (int attempt = 0; attempt < 3; attempt++) {
      service.server.then(body);
    }
    String sentence = Fixtures.failure(service.client).userMessage();
    assertTrue(sentence.contains("cannot be read"), sentence);
  }

  /** As a proxy in between may send an answer. */
  @Test
  void aLargeChunkWithExtensionsAndTrailersIsRead() throws Exception {
    String body = Wire.OPENAI.answer("x".repeat(300_000));
    service.server.then(
        socket ->
            FakeServer.write(
                socket,
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + Integer.toHexString(body.length())
                    + " ; part=\"1\"\r\n"
                    + body
                    + "\r\n0\r\nX-Sum: 1\r\n\r\n"));
    service.client.complete(Fixtures.question());
    service.client.complete(Fixtures.question());
    assertEquals(1, service.server.connections(), "the connection serves again after the trailers");
  }

  @Test
  void anAnswerThatEndsWithItsConnectionIsRead() throws Exception {
    service.server.then(
        socket -> {
          FakeServer.write(socket, "HTTP/1.1 200 OK\r\n\r\n" + Wire.OPENAI.answer("Hello you"));
          socket.close();
        });
    LlmReply reply = service.client.complete(Fixtures.question());
    assertEquals("Hello you", reply.message().text().orElseThrow());
  }
}
