package ai.joinly.manager.api.rest;

import ai.joinly.manager.api.http.ApiCalls;
import ai.joinly.manager.api.http.JsonResponse;
import ai.joinly.manager.api.http.Resource;
import ai.joinly.manager.process.BuildInfo;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/** REST service {@code /version}. */
public final class VersionService implements HttpService {
  private final ApiCalls calls;

  public VersionService(ApiCalls calls) {
    this.calls = calls;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.any("/", new Resource(calls).get(VersionService::show));
  }

  private static void show(ServerRequest request, ServerResponse response) {
    BuildInfo build = BuildInfo.current();
    JsonResponse.send(
        request,
        response,
        Status.OK_200,
        json -> {
          json.writeStartObject();
          json.writeStringField("name", build.name());
          json.writeStringField("version", build.version());
          json.writeStringField("java", build.java());
          if (build.revision().isPresent()) {
            json.writeStringField("revision", build.revision().get());
          }
          json.writeEndObject();
        });
  }
}
