package ai.joinly.manager.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LauncherTest {
  private static final int JAVA_8 = 52;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"1.8,8", "11,11", "17,17", "24,24"})
  void anOlderJavaIsToldWhatIsMissing(String version, String shown) {
    assertEquals(
        "Joinly Manager needs Java 25 or newer, but this is Java "
            + shown
            + " in /opt/java. Install a JDK 25, for example from https://adoptium.net, and start"
            + " the jar with its bin/java.",
        Launcher.problem(version, "/opt/java").orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(strings = {"25", "26", "100", "", "unknown"})
  void aJavaThatFitsOrCannotBeReadIsTried(String version) {
    assertEquals(Optional.empty(), Launcher.problem(version, "/opt/java"));
  }

  @Test
  void itCanBeCompiledForJava8() throws Exception {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  said,
                  files,
                  null,
                  List.of(
                      "--release",
                      "8",
                      "-Xlint:-options",
                      "-Werror",
                      "-proc:none",
                      "-classpath",
                      System.getProperty("java.class.path", ""),
                      "-d",
                      directory.toString()),
                  null,
                  files.getJavaFileObjects(
                      Path.of("src/main/java/ai/joinly/manager/launcher/Launcher.java")))
              .call();
      assertTrue(compiled, said.toString());
    }
    Path compiled = directory.resolve("ai/joinly/manager/launcher/Launcher.class");
    assertEquals(JAVA_8, version(compiled));
    try (var all = Files.walk(directory)) {
      assertEquals(1, all.filter(Files::isRegularFile).count(), "nothing else is for Java 8");
    }
  }

  @Test
  void theJarStartsItAndMavenCompilesItForJava8() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    assertTrue(pom.contains("<main.class>" + Launcher.class.getName() + "</main.class>"));
    int begin = pom.indexOf("<id>launcher</id>");
    String execution = pom.substring(begin, pom.indexOf("</execution>", begin));
    assertTrue(execution.contains("<release>8</release>"), execution);
    assertTrue(execution.contains("<include>ai/joinly/manager/launcher/**</include>"), execution);
  }

  private static int version(Path classFile) throws IOException {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(classFile))) {
      in.skipNBytes(6);
      return in.readUnsignedShort();
    }
  }
}
