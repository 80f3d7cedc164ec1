package ai.joinly.demo.llm;

import java.time.Duration;

/**
 * The scripted LLM as a process of its own, for tests and benchmarks: {@code [port [think time in
 * ms]]}. {@code GET /stats} tells how long the times spoken as {@code t=<microseconds since 1970>}
 * took to arrive, {@code POST /stats/reset} begins anew; {@code POST /fail/<count>} lets the next
 * so many requests fail.
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
