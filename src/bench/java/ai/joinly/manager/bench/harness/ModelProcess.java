package ai.joinly.manager.bench.harness;

import ai.joinly.demo.llm.ScriptedLlmMain;
import ai.joinly.manager.bench.harness.Latencies.Summary;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A scripted language model. For one thread. */
public final class ModelProcess implements AutoCloseable {
  private final HttpJson http;
  private final Child child;
  private final URI url;

  private ModelProcess(HttpJson http, Child child, URI url) {
    this.http = http;
    this.child = child;
    this.url = url;
  }

  static ModelProcess start(HttpJson http, Path directory)
      throws IOException, InterruptedException {
    Child child =
        Child.start(List.of("-Xmx2g"), ScriptedLlmMain.class, List.of("0"), Map.of(), directory);
    return new ModelProcess(
        http, child, URI.create(child.await("listening on ", Child.START_LIMIT)));
  }

  /** What {@code OPENAI_BASE_URL} has to be. */
  public URI url() {
    return url;
  }

  /** Forgets the latencies measured so far. */
  public void reset() throws IOException, InterruptedException {
    JsonNode ignored = http.post(url.resolve("/stats/reset"), HttpJson.JSON.createObjectNode());
  }

  /** From the times that were spoken to the arrival of their requests, since the last reset. */
  public Summary latencies() throws IOException, InterruptedException {
    JsonNode stats = http.get(url.resolve("/stats"));
    return new Summary(
        stats.path("count").asLong(),
        stats.path("p50_micros").asLong(),
        stats.path("p99_micros").asLong());
  }

  /** Lets the next so many requests fail with 500. */
  public void fail(int count) throws IOException, InterruptedException {
    JsonNode ignored = http.post(url.resolve("/fail/" + count), HttpJson.JSON.createObjectNode());
  }

  /** Answers asked for so far. */
  public long requests() throws IOException, InterruptedException {
    return http.get(url.resolve("/stats")).path("requests").asLong();
  }

  @Override
  public void close() {
    child.close();
  }
}
