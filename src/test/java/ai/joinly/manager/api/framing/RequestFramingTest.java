package ai.joinly.manager.api.framing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.api.ServerStartException;
import ai.joinly.manager.api.ServerUnderTest;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests begin and end where all readers agree; after any other the connection is closed. */
class RequestFramingTest {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 ([0-9]{3}) ");
  private static final String BODY =
      "{\"name\":\"Ada\",\"meeting_url\":\"https://meet.test/a\",\"auto_join\":false}";
  private static final String JSON = "Content-Type: application/json\r\n";

  /** What must never be executed: it stops another agent. */
  private static final String SMUGGLED =
      "POST /agents/agent_00000001/stop HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n";

  private ServerUnderTest server;

  @BeforeEach
  void start() throws ServerStartException {
    server = new ServerUnderTest();
    server.agents.add(1, AgentConfig.of("Bob", "https://meet.test/b"), AgentStatus.RUNNING);
  }

  @AfterEach
  void stop() throws InterruptedException {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";a",
        ";a=b",
        "; a = b ; c",
        ";a=\"quoted ; \\\" text\"",
        ";a=b;c=\"\";d",
      })
  void chunkExtensionsAndTrailersAreTaken(String extension) throws Exception {
    String size = Integer.toHexString(BODY.length());
    String request =
        head("POST", "/agents", JSON + "Transfer-Encoding: chunked\r\n")
            + size
            + extension
            + "\r\n"
            + BODY
            + "\r\n0"
            + extension
            + "\r\nX-Checksum: 1\r\nX-Empty:\r\n\r\n"
            + head("GET", "/", "Connection: close\r\n");
    assertEquals(List.of("201", "200"), statuses(server.raw(request)));
    assertEquals(1, server.agents.created.size());
  }

  @Test
  void aBodyMayComeByteByByte() throws Exception {
    String request =
        head("POST", "/agents", JSON + "Connection: close\r\nTransfer-Encoding: chunked\r\n")
            + "0000001;x=y\r\n{\r\n"
            + Integer.toHexString(BODY.length() - 1)
            + "\r\n"
            + BODY.substring(1)
            + "\r\n0\r\n\r\n";
    try (Socket socket = connect()) {
      for (byte b : request.getBytes(StandardCharsets.US_ASCII)) {
        socket.getOutputStream().write(b);
        socket.getOutputStream().flush();
      }
      assertEquals(List.of("201"), statuses(read(socket)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "z\r\n",
        "\r\n",
        "-1\r\n",
        "+1\r\n",
        "0x1\r\n",
        " 1\r\n",
        "1 \r\n",
        "1\n{\n0\n\n",
        "1\r{",
        "1;\r\n",
        "1;=a\r\n",
        "1;a=\r\n",
        "1;a=\"b\r\n",
        "1;a b\r\n",
        "1;a=\u0001\r\n",
        "1;a\n;b\r\n",
        "fffffffffffffffff\r\n",
        "1\r\n{}",
        "1\r\n{\n",
        "0\r\nno trailer\r\n\r\n",
        "0\r\n folded: x\r\n\r\n",
        "0\r\nX: y\n\r\n",
      })
  void whatIsNoChunkClosesTheConnection(String chunks) throws Exception {
    String answer =
        server.raw(
            head("POST", "/agents", JSON + "Transfer-Encoding: chunked\r\n") + chunks + SMUGGLED);
    assertEquals(List.of("400"), statuses(answer), answer);
    assertTrue(answer.contains("Connection: close"), answer);
    assertEquals(List.of(), List.copyOf(server.agents.commands));
    assertFalse(answer.contains("internal_error"), answer);
  }

  @Test
  void anEndlessLineBeforeAChunkIsRefused() throws Exception {
    String answer =
        server.raw(
            head("POST", "/agents", JSON + "Transfer-Encoding: chunked\r\n")
                + "1;"
                + "a".repeat(100_000));
    assertEquals(List.of("400"), statuses(answer), answer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Transfer-Encoding: chunked~Content-Length: 3|400",
        "Content-Length: 3~Content-Length: 3|400",
        "Content-Length: 3~Content-Length: 0|400",
        "Content-Length: 3, 3|400",
        "Content-Length: +3|400",
        "Content-Length: 0x3|400",
        "Content-Length: -3|400",
        "Content-Length: 99999999999999999999|400",
        "Content-Length:|400",
        "Content-Length : 3|400",
        "Transfer-Encoding: chunked~Transfer-Encoding: chunked|400",
        "Transfer-Encoding: gzip, chunked|501",
        "Transfer-Encoding: xchunked|501",
        "Transfer-Encoding: identity|501",
        "Transfer-Encoding: chunked, identity|501",
        "X-Folded: a~ b: c|400",
        "X-Folded: a~\tb|400",
        "no colon|400",
        ": no name|400",
        "X-(: a|400",
        "Host: other|400",
      })
  void whatCouldEndInTwoWaysClosesTheConnection(String headers, int status) throws Exception {
    String answer =
        server.raw(
            head("POST", "/agents", JSON + headers.replace("~", "\r\n") + "\r\n")
                + "0\r\n\r\n"
                + SMUGGLED);
    assertEquals(List.of(Integer.toString(status)), statuses(answer), answer);
    assertEquals(List.of(), List.copyOf(server.agents.commands));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\nHost: localhost\n\n",
        "GET / HTTP/1.1\r\nHost: localhost\nX: y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: local\rhost\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\u0000b\r\n\r\n",
        "G(T / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        " GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET / HTTP/1.1 \r\nHost: localhost\r\n\r\n",
        "GET / HTTX/1.1\r\nHost: localhost\r\n\r\n",
        "GET /\u00e4 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET agents HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost:80\r\n\r\n",
        "GET ftp://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET http://me@localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n",
        "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n",
      })
  void whatIsNoRequestIs400AndCloses(String request) throws Exception {
    String answer = server.raw(request + SMUGGLED);
    assertEquals(List.of("400"), statuses(answer), answer);
    assertEquals(List.of(), List.copyOf(server.agents.commands));
  }

  @Test
  void everyHalfHeadIs400() throws Exception {
    String whole = head("POST", "/agents", "X-Key: s3cret\r\n");
    for (int length = 1; length < whole.length(); length++) {
      try (Socket socket = connect()) {
        socket.getOutputStream().write(whole.substring(0, length).getBytes(StandardCharsets.UTF_8));
        socket.shutdownOutput();
        String answer = read(socket);
        assertEquals(List.of("400"), statuses(answer), whole.substring(0, length));
        assertFalse(answer.contains("s3cret"), answer);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.0", "HTTP/0.9", "HTTP/1.2", "HTTP/2.0"})
  void otherVersionsGetAPlainAnswer(String version) throws Exception {
    String answer = server.raw("GET /agents " + version + "\r\nHost: localhost\r\n\r\n");
    assertEquals(List.of("505"), statuses(answer), answer);
    assertTrue(answer.contains("\"code\":\"http_version\""), answer);
    assertTrue(answer.contains("Connection: close"), answer);
  }

  @ParameterizedTest
  @CsvSource({"BREW,405", "TRACE,405", "PROPFIND,405", "M-SEARCH,405"})
  void otherMethodsAreNotAllowed(String method, String status) throws Exception {
    String answer = server.raw(head(method, "/agents", "Connection: close\r\n"));
    assertEquals(List.of(status), statuses(answer), answer);
  }

  @Test
  void theWholeAddressMayBeNamed() throws Exception {
    String answer =
        server.raw(
            head("GET", "HTTP://localhost:8001?x=y", "")
                + head("GET", "http://localhost/agents", "Connection: close\r\n"));
    assertEquals(List.of("200", "200"), statuses(answer), answer);
    assertTrue(answer.contains("agent_00000001"), answer);
  }

  @Test
  void anEmptyLineBeforeARequestIsSkipped() throws Exception {
    String answer =
        server.raw(
            "\r\n" + head("GET", "/", "") + "\r\n" + head("GET", "/", "Connection: close\r\n"));
    assertEquals(List.of("200", "200"), statuses(answer), answer);
  }

  @Test
  void bodiesThatNobodyReadsAreSkipped() throws Exception {
    String chunked =
        head("POST", "/nowhere", "Transfer-Encoding: chunked\r\n")
            + "186a0;x\r\n"
            + "x".repeat(100_000)
            + "\r\n0\r\nX: y\r\n\r\n";
    String byLength = head("POST", "/nowhere", "Content-Length: 100000\r\n") + "x".repeat(100_000);
    String answer = server.raw(chunked + byLength + head("GET", "/", "Connection: close\r\n"));
    assertEquals(List.of("404", "404", "200"), statuses(answer), answer);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /agents, 200",
    "GET, /, 200",
    "OPTIONS, /agents, 204",
    "POST, /agents/agent_00000001/start, 200",
    "POST, /nowhere, 404",
    "PUT, /agents, 405"
  })
  void aBodyThatWasNotAskedForIsNoRequest(String method, String path, String status)
      throws Exception {
    String byLength =
        head(method, path, "Expect: 100-continue\r\nContent-Length: " + SMUGGLED.length() + "\r\n");
    String chunked = head(method, path, "Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n");
    for (String head : List.of(byLength, chunked)) {
      String answer = server.raw(head + SMUGGLED);
      assertEquals(List.of(status), statuses(answer), answer);
      assertTrue(answer.contains("Connection: close"), answer);
    }
    assertFalse(
        server.agents.commands.stream().anyMatch(command -> command.startsWith("stop")),
        () -> server.agents.commands.toString());
  }

  @Test
  void theAnswerIsReadAlthoughMuchMoreWasSent() throws Exception {
    String answer =
        server.raw(
            head("POST", "/agents", JSON + "Content-Length: 3\r\nContent-Length: 4\r\n")
                + "x".repeat(500_000));
    assertEquals(List.of("400"), statuses(answer), answer);
    assertTrue(answer.contains("more than one Content-Length"), answer);
  }

  @Test
  void aChunkIsNotGatheredBeforeItIsRead() throws Exception {
    String answer =
        server.raw(
            head("POST", "/agents", JSON + "Transfer-Encoding: chunked\r\n")
                + "7fffffff\r\n{}\r\n}");
    assertEquals(List.of("413"), statuses(answer), answer);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static String read(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static String head(String method, String path, String headers) {
    return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
  }

  private static List<String> statuses(String answers) {
    return STATUS.matcher(answers).results().map(found -> found.group(1)).toList();
  }
}
