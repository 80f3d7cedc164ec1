package ai.joinly.manager.api.ui;

import ai.joinly.manager.api.http.ApiCalls;
import ai.joinly.manager.api.http.JsonResponse;
import ai.joinly.manager.api.http.Resource;
import ai.joinly.manager.api.ui.UiFiles.UiFile;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.NotFoundException;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Service {@code /ui}: the dashboard. Its page is revalidated; the files that the page loads have
 * the fingerprint of their content in their addresses and never change.
 */
public final class UiService implements HttpService {
  /** Scripts and styles only from files of this server, and no text that becomes HTML. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src"
          + " 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types 'none'";

  private static final List<Header> SECURITY =
      List.of(
          HeaderValues.create("Content-Security-Policy", CONTENT_SECURITY_POLICY),
          HeaderValues.create("Referrer-Policy", "no-referrer"),
          HeaderValues.create("Cross-Origin-Opener-Policy", "same-origin"),
          HeaderValues.create("Cross-Origin-Resource-Policy", "same-origin"),
          HeaderValues.create(
              "Permissions-Policy", "camera=(), geolocation=(), microphone=(self), payment=()"));

  private static final String REVALIDATED = "no-cache";
  private static final String UNCHANGING = "public, max-age=31536000, immutable";
  private static final String GZIP = "gzip";

  private final ApiCalls calls;

  public UiService(ApiCalls calls) {
    this.calls = calls;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.any("/", new Resource(calls).get(UiService::index));
    rules.any("/{fingerprint}/{+file}", new Resource(calls).get(UiService::file));
  }

  /**
   * Returns a handler that sends browsers to the dashboard, and other clients to {@code others}.
   */
  public static Handler before(Handler others) {
    return (request, response) -> {
      response.header(HeaderNames.VARY, "Origin, Accept");
      if (wantsPage(request.headers())) {
        redirect(response, Status.FOUND_302);
      } else {
        others.handle(request, response);
      }
    };
  }

  /** Returns whether a client names HTML, as browsers do, and not JSON. */
  private static boolean wantsPage(ServerRequestHeaders headers) {
    String accepted = headers.first(HeaderNames.ACCEPT).orElse("").toLowerCase(Locale.ROOT);
    return accepted.contains("text/html") && !accepted.contains("application/json");
  }

  private static void index(ServerRequest request, ServerResponse response) {
    if (!request.prologue().uriPath().rawPath().endsWith("/")) {
      redirect(response, Status.MOVED_PERMANENTLY_301);
      return;
    }
    UiFiles files = UiFiles.get();
    send(request, response, files.index(), REVALIDATED);
  }

  private static void file(ServerRequest request, ServerResponse response) {
    var parameters = request.path().pathParameters();
    UiFiles files = UiFiles.get();
    UiFile file =
        parameters
            .first("fingerprint")
            .filter(files.fingerprint()::equals)
            .flatMap(ignored -> parameters.first("file").asOptional())
            .flatMap(files::file)
            .orElseThrow(() -> new NotFoundException("The dashboard has no such file"));
    send(request, response, file, UNCHANGING);
  }

  /** The address is relative, so that it is right behind a proxy with a path. */
  private static void redirect(ServerResponse response, Status status) {
    response.header(HeaderNames.LOCATION, "ui/");
    response.status(status).send();
  }

  private static void send(
      ServerRequest request, ServerResponse response, UiFile file, String caching) {
    SECURITY.forEach(response::header);
    String tag = '"' + UiFiles.get().fingerprint() + '"';
    response.header(HeaderNames.CACHE_CONTROL, caching);
    response.header(HeaderNames.VARY, "Origin, Accept-Encoding");
    response.header(HeaderNames.ETAG, tag);
    if (request.headers().first(HeaderNames.IF_NONE_MATCH).filter(tag::equals).isPresent()) {
      response.status(Status.NOT_MODIFIED_304).send();
      return;
    }
    response.header(HeaderNames.CONTENT_TYPE, file.type());
    boolean compressed = acceptsGzip(request.headers());
    if (compressed) {
      response.header(HeaderNames.CONTENT_ENCODING, GZIP);
    }
    JsonResponse.sendBytes(request, response, compressed ? file.compressed() : file.content());
  }

  private static boolean acceptsGzip(ServerRequestHeaders headers) {
    String accepted = headers.first(HeaderNames.ACCEPT_ENCODING).orElse("");
    return Arrays.stream(accepted.toLowerCase(Locale.ROOT).split(",", -1))
        .map(String::strip)
        .anyMatch(coding -> coding.startsWith(GZIP) && !coding.matches(".*;\\s*q=0(\\.0*)?"));
  }
}
