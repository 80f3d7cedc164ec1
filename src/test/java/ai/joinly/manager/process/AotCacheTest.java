package ai.joinly.manager.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state of the AOT cache, by real JVMs with and without one. */
@Tag("system")
class AotCacheTest {
  @TempDir private Path directory;

  /** A cache takes classes from jars only. */
  private Path jar() throws IOException {
    Path jar = directory.resolve("probe.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Class<?> type : List.of(AotCache.class, AotProbe.class)) {
        String name = type.getName().replace('.', '/') + ".class";
        out.putNextEntry(new ZipEntry(name));
        try (InputStream bytes = type.getClassLoader().getResourceAsStream(name)) {
          bytes.transferTo(out);
        }
        out.closeEntry();
      }
    }
    return jar;
  }

  /** The last line that a JVM with the options prints; its log is switched off. */
  private static String probe(Path jar, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xlog:disable", "-Xmx64m", "-XX:+UseSerialGC"));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", jar.toString(), AotProbe.class.getName()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    Process process = builder.start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue());
    return output.lines().findFirst().orElseThrow();
  }

  @Test
  void aCacheIsInUseUntilItDoesNotFitTheOptions() throws Exception {
    Path jar = jar();
    Path cache = directory.resolve("probe.aot");
    assertEquals("NOT_GIVEN", probe(jar, "-XX:AOTCacheOutput=" + cache));
    assertTrue(Files.exists(cache));
    assertEquals("IN_USE", probe(jar, "-XX:AOTCache=" + cache));
    assertEquals("REFUSED", probe(jar, "-XX:AOTCache=" + cache, "-XX:+UseCompactObjectHeaders"));
  }

  @Test
  void aMissingCacheIsRefusedAndNoneIsNotGiven() throws Exception {
    Path jar = jar();
    assertEquals("REFUSED", probe(jar, "-XX:AOTCache=" + directory.resolve("none.aot")));
    assertEquals("NOT_GIVEN", probe(jar));
  }

  @Test
  void theStateHasWordsForALog() {
    List<String> given = List.of("-Xmx1g", "-XX:AOTCache=app.aot");
    assertEquals("in use", AotCache.of("mixed mode, sharing", given).toString());
    assertEquals("refused", AotCache.of("mixed mode", given).toString());
    assertEquals("not given", AotCache.of("mixed mode, sharing", List.of("-Xmx1g")).toString());
  }
}
