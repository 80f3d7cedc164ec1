package ai.joinly.manager.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By real JVMs without {@code -XX:+ExitOnOutOfMemoryError}. */
@Tag("system")
@Isolated
class OutOfMemoryExitTest {
  private record Ended(int status, String output) {}

  private static Ended run(String collector, String mode) throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            collector,
            "-cp",
            System.getProperty("java.class.path", ""),
            OutOfMemoryProbe.class.getName(),
            mode);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    Process process = builder.start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    return new Ended(process.exitValue(), output);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:+UseG1GC", "-XX:+UseSerialGC"})
  void anErrorThatIsCaughtEndsTheProcess(String collector) throws Exception {
    Ended ended = run(collector, "swallow");
    assertEquals(OutOfMemoryExit.STATUS, ended.status(), ended.output());
    assertTrue(ended.output().contains("Memory has run out"), ended.output());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:+UseG1GC", "-XX:+UseSerialGC"})
  void aHeapThatIsNearlyFullDoesNot(String collector) throws Exception {
    Ended ended = run(collector, "nearly");
    assertEquals(OutOfMemoryProbe.LIVED, ended.status(), ended.output());
  }
}
