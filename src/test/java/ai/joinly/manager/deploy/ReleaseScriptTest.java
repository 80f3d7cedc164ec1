package ai.joinly.manager.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/release.sh}, run in a copy of what it changes. */
@Tag("system")
class ReleaseScriptTest {
  private static final List<String> CHANGED =
      List.of(
          "pom.xml",
          "CHANGELOG.md",
          "k8s/base/kustomization.yaml",
          "examples/overlay/kustomization.yaml",
          "deploy/release.sh");

  @TempDir private Path copy;

  private record Result(int status, String output) {}

  private Result run(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(copy.toFile()).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "GIT_CONFIG_GLOBAL", "/dev/null",
                "GIT_CONFIG_NOSYSTEM", "1",
                "GIT_AUTHOR_NAME", "A",
                "GIT_AUTHOR_EMAIL", "a@example.com",
                "GIT_COMMITTER_NAME", "A",
                "GIT_COMMITTER_EMAIL", "a@example.com"));
    // A build that runs in a hook of git has these.
    builder.environment().keySet().removeIf(name -> name.matches("GIT_(DIR|WORK_TREE|INDEX_FILE)"));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    return new Result(process.exitValue(), output.strip());
  }

  private String git(String... arguments) throws IOException, InterruptedException {
    String[] command = new String[arguments.length + 1];
    command[0] = "git";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Result result = run(command);
    assertEquals(0, result.status(), result.output());
    return result.output();
  }

  @BeforeEach
  void makeARepository() throws Exception {
    for (String file : CHANGED) {
      Path target = copy.resolve(file);
      Files.createDirectories(target.getParent());
      Files.copy(Path.of(file), target);
    }
    replace(
        "pom.xml",
        "(<artifactId>joinly-manager</artifactId>\\s*<version>)[^<]+",
        "$10.1.0-SNAPSHOT");
    Files.writeString(
        copy.resolve("CHANGELOG.md"), "# Changelog\n\n## [Unreleased] – 0.1.0\n\n- New.\n");
    git("init", "-q");
    git("add", ".");
    git("commit", "-qm", "begin");
  }

  private void replace(String file, String pattern, String replacement) throws IOException {
    Path path = copy.resolve(file);
    Files.writeString(path, Files.readString(path).replaceFirst(pattern, replacement));
  }

  private String read(String file) throws IOException {
    return Files.readString(copy.resolve(file));
  }

  @Test
  void withoutExecuteItOnlySaysWhatItWouldDo() throws Exception {
    Result result = run("deploy/release.sh", "0.3.0", "0.4.0");
    assertEquals(0, result.status(), result.output());
    assertTrue(result.output().contains("Would release 0.3.0"), result.output());
    assertEquals("", git("status", "--porcelain"));
    assertEquals("", git("tag"));
    assertEquals("1", git("rev-list", "--count", "HEAD"));
  }

  @Test
  void itSetsTheVersionDatesTheChangelogTagsAndBeginsTheNext() throws Exception {
    Result result = run("deploy/release.sh", "--execute", "0.3.0", "0.4.0");
    assertEquals(0, result.status(), result.output());
    assertEquals("v0.3.0", git("tag"));
    assertEquals("3", git("rev-list", "--count", "HEAD"));
    assertEquals("", git("status", "--porcelain"));
    assertTrue(git("show", "v0.3.0:pom.xml").contains("<version>0.3.0</version>"));
    assertTrue(git("show", "v0.3.0:CHANGELOG.md").contains("## [0.3.0] – 20"));
    assertTrue(read("pom.xml").contains("<version>0.4.0-SNAPSHOT</version>"));
    assertTrue(
        read("CHANGELOG.md")
            .startsWith("# Changelog\n\n## [Unreleased] – 0.4.0\n\n## [0.3.0] – 20"));
    assertTrue(read("k8s/base/kustomization.yaml").contains("newTag: 0.3.0\n"));
    assertTrue(read("examples/overlay/kustomization.yaml").contains("newTag: 0.3.0\n"));
    assertTrue(read("examples/overlay/kustomization.yaml").contains("?ref=v0.3.0\n"));
  }

  @Test
  void itRefusesWhatCannotBeReleased() throws Exception {
    assertRefused("is not a version", "0.3", "0.4.0");
    assertRefused("must be another one", "0.3.0", "0.3.0");
    git("tag", "v0.3.0");
    assertRefused("exists already", "0.3.0", "0.4.0");
    Files.writeString(copy.resolve("new.txt"), "new");
    assertRefused("commit or stash", "0.5.0", "0.6.0");
  }

  private void assertRefused(String reason, String version, String next) throws Exception {
    Result result = run("deploy/release.sh", "--execute", version, next);
    assertEquals(1, result.status(), result.output());
    assertTrue(result.output().contains(reason), result.output());
  }
}
