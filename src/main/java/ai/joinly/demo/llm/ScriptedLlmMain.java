package ai.joinly.demo.llm;

import java.time.Duration;

/**
 * Main class of the scripted LLM as a separate process, for tests and benchmarks: {@code [port
 * [think time in ms]]}. {@code GET /stats} returns the latencies of times spoken as {@code
 * t=<microseconds since 1970>}, {@code POST /stats/reset} resets them, {@code POST /fail/<count>}
 * makes the next {@code count} requests fail.
 */
public final class ScriptedLlmMain {
  private ScriptedLlmMain() {}

  public static void main(String[] args) throws InterruptedException {
    int port = args.length > 0 ? Integer.parseInt(args[0]) : 0;
    Duration thinkTime = Duration.ofMillis(args.length > 1 ? Long.parseLong(args[1]) : 0);
    try (ScriptedLlm llm = ScriptedLlm.start(port, thinkTime)) {
      System.out.println("listening on " + llm.baseUrl());
      Thread.currentThread().join();
    }
  }
}
