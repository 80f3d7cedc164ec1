package ai.joinly.manager.bench;

import ai.joinly.manager.bench.harness.Child;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The environment of a manager that is measured. */
final class Settings {
  private Settings() {}

  /** A free port, the given servers, room for so many agents, a quiet log. */
  static Map<String, String> of(URI joinly, URI llm, int agents) {
    Map<String, String> settings = new HashMap<>();
    settings.put("SERVER_HOST", "127.0.0.1");
    settings.put("SERVER_PORT", "0");
    settings.put("JOINLY_URL", joinly.toString());
    settings.put("OPENAI_BASE_URL", llm.toString());
    settings.put("OPENAI_API_KEY", "benchmark");
    settings.put("MAX_AGENTS", Integer.toString(agents));
    settings.put("LLM_REQUEST_TIMEOUT", "10m");
    settings.put("TURN_TIMEOUT", "20m");
    settings.put("LOG_FORMAT", "text");
    return settings;
  }

  /** Where a manager serves that has just been started. */
  static URI baseOf(Child manager) throws InterruptedException {
    String line = manager.await("", Duration.ofSeconds(20));
    while (!line.contains("listens on")) {
      line = manager.await("", Duration.ofSeconds(20));
    }
    return URI.create("http://127.0.0.1:" + line.substring(line.lastIndexOf(':') + 1).strip());
  }
}
