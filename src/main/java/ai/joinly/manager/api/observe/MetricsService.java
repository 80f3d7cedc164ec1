package ai.joinly.manager.api.observe;

import ai.joinly.manager.api.Monitoring.MetricsPage;
import ai.joinly.manager.api.http.ApiCalls;
import ai.joinly.manager.api.http.JsonResponse;
import ai.joinly.manager.api.http.Resource;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** {@code /metrics}, for Prometheus; also at the path where Helidon's services have it. */
public final class MetricsService implements HttpService {
  private static final int USUAL_SIZE = 64 * 1024;

  private final MetricsPage page;
  private final ApiCalls calls;

  public MetricsService(MetricsPage page, ApiCalls calls) {
    this.page = page;
    this.calls = calls;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.any("/metrics", new Resource(calls).get(this::write));
    rules.any("/observe/metrics", new Resource(calls).get(this::write));
  }

  private void write(ServerRequest request, ServerResponse response) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream(USUAL_SIZE);
    page.write(text);
    response.header(HeaderNames.CONTENT_TYPE, page.contentType());
    JsonResponse.sendBytes(request, response, text.toByteArray());
  }
}
