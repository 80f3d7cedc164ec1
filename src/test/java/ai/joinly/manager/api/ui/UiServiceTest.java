package ai.joinly.manager.api.ui;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.api.ServerUnderTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The dashboard's files, as browsers and other clients request them. */
class UiServiceTest {
  private static final String CHROME =
      "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";
  private static final Pattern ADDRESS = Pattern.compile("(?:src|href)=\"([^\"]+)\"");

  private final ServerUnderTest server;
  private final HttpClient http = HttpClient.newHttpClient();

  UiServiceTest() throws Exception {
    server = new ServerUnderTest();
  }

  @AfterEach
  void close() {
    http.shutdownNow();
    server.close();
  }

  @Test
  void onlyBrowsersAreSentToThePage() throws Exception {
    HttpResponse<byte[]> browser = get("/", "Accept", CHROME);
    assertEquals(302, browser.statusCode());
    assertEquals("ui/", header(browser, "Location"));
    assertEquals("Origin, Accept", header(browser, "Vary"));

    for (String accept : List.of("*/*", "application/json", "application/json, text/html;q=0.1")) {
      HttpResponse<byte[]> other = get("/", "Accept", accept);
      assertEquals(200, other.statusCode(), accept);
      assertTrue(text(other).contains("\"status\":\"healthy\""), accept);
    }
    assertEquals(200, get("/").statusCode());
  }

  @Test
  void theAddressWithoutSlashIsCompleted() throws Exception {
    HttpResponse<byte[]> response = get("/ui");
    assertEquals(301, response.statusCode());
    assertEquals("ui/", header(response, "Location"));
  }

  @Test
  void thePageAllowsOnlyItsOwnFiles() throws Exception {
    HttpResponse<byte[]> page = get("/ui/");
    assertEquals(200, page.statusCode());
    assertEquals("text/html; charset=utf-8", header(page, "Content-Type"));
    String policy = header(page, "Content-Security-Policy");
    for (String part :
        List.of(
            "default-src 'none'",
            "script-src 'self';",
            "style-src 'self';",
            "connect-src 'self';",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'")) {
      assertTrue(policy.contains(part), part);
    }
    assertFalse(policy.contains("unsafe"), policy);
    String html = text(page);
    assertFalse(
        Pattern.compile("<script(?![^>]+src=)|\\son\\w+=|style=").matcher(html).find(), html);
    assertEquals("no-cache", header(page, "Cache-Control"));
    assertEquals("nosniff", header(page, "X-Content-Type-Options"));
  }

  @Test
  void everyFileOfThePageIsServedForGood() throws Exception {
    List<String> addresses =
        ADDRESS.matcher(text(get("/ui/"))).results().map(r -> r.group(1)).distinct().toList();
    assertTrue(addresses.size() > 20, addresses::toString);
    for (String address : addresses) {
      HttpResponse<byte[]> file = get("/ui/" + address);
      assertEquals(200, file.statusCode(), address);
      assertEquals("public, max-age=31536000, immutable", header(file, "Cache-Control"), address);
      String type = header(file, "Content-Type");
      assertEquals(
          address.endsWith(".js")
              ? "text/javascript; charset=utf-8"
              : address.endsWith(".css") ? "text/css; charset=utf-8" : "image/svg+xml",
          type,
          address);
    }
  }

  @Test
  void filesAreCompressedForClientsThatAcceptIt() throws Exception {
    String path = "/ui/" + UiFiles.get().fingerprint() + "/main.js";
    HttpResponse<byte[]> plain = get(path);
    HttpResponse<byte[]> refused = get(path, "Accept-Encoding", "br, gzip;q=0");
    HttpResponse<byte[]> compressed = get(path, "Accept-Encoding", "br, gzip;q=0.8");

    assertEquals("", header(plain, "Content-Encoding"));
    assertEquals("", header(refused, "Content-Encoding"));
    assertEquals("gzip", header(compressed, "Content-Encoding"));
    assertEquals("Origin, Accept-Encoding", header(compressed, "Vary"));
    assertTrue(compressed.body().length < plain.body().length);
    try (var in = new GZIPInputStream(new ByteArrayInputStream(compressed.body()))) {
      assertArrayEquals(plain.body(), in.readAllBytes());
    }
  }

  @Test
  void aBrowserLoadsAtMost150KilobytesCompressed() {
    assertTrue(
        UiFiles.get().compressedBytes() <= 150_000, UiFiles.get().compressedBytes() + " bytes");
  }

  @Test
  void filesOfAnotherVersionAreRefused() throws Exception {
    for (String path :
        List.of(
            "/ui/0123456789abcdef/main.js", "/ui/" + fingerprint() + "/none.js", "/ui/main.js")) {
      HttpResponse<byte[]> response = get(path);
      assertEquals(404, response.statusCode(), path);
      assertEquals("application/json", header(response, "Content-Type"), path);
      assertEquals("no-store", header(response, "Cache-Control"), path);
    }
    assertEquals(404, get("/ui/" + fingerprint() + "/../index.html").statusCode());
    assertEquals(404, get("/ui/" + fingerprint() + "/%2e%2e/index.html").statusCode());
  }

  @Test
  void anUnchangedPageIsNotSentAgain() throws Exception {
    String tag = header(get("/ui/"), "ETag");
    HttpResponse<byte[]> again = get("/ui/", "If-None-Match", tag);
    assertEquals(304, again.statusCode());
    assertEquals(0, again.body().length);
    assertEquals(200, get("/ui/", "If-None-Match", "\"old\"").statusCode());
  }

  @Test
  void onlyReadingIsAllowed() throws Exception {
    HttpResponse<byte[]> head = send("HEAD", "/ui/");
    assertEquals(200, head.statusCode());
    assertEquals(0, head.body().length);
    assertEquals(Integer.toString(get("/ui/").body().length), header(head, "Content-Length"));
    assertEquals(405, send("POST", "/ui/").statusCode());
    assertEquals(405, send("DELETE", "/ui/" + fingerprint() + "/main.js").statusCode());
  }

  /** A page of another site cannot get at the dashboard by pointing its name at this machine. */
  @Test
  void foreignHostsAndOriginsAreRefused() throws Exception {
    String answer =
        server.raw("GET /ui/ HTTP/1.1\r\nHost: evil.example.com\r\nConnection: close\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 421"), answer);
    assertEquals(403, get("/ui/", "Origin", "https://evil.example.com").statusCode());
  }

  private static String fingerprint() {
    return UiFiles.get().fingerprint();
  }

  private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    return send("GET", path, headers);
  }

  private HttpResponse<byte[]> send(String method, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .timeout(Duration.ofSeconds(10))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private static String header(HttpResponse<byte[]> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
