package ai.joinly.manager.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The workflows of GitHub Actions and the Maven wrapper, against the rest of the repository. */
class WorkflowsTest {
  private static final Path WORKFLOWS = Path.of(".github/workflows");
  private static final Pattern TEST_COMMAND =
      Pattern.compile("Run all checks and tests:\\n\\n {4}(.+)\\n");

  private static JsonNode workflow(String name) throws IOException {
    return Manifests.read(WORKFLOWS.resolve(name));
  }

  private static List<JsonNode> steps(JsonNode workflow) {
    List<JsonNode> steps = new ArrayList<>();
    workflow.path("jobs").forEach(job -> job.path("steps").forEach(steps::add));
    return steps;
  }

  private static List<String> commands(JsonNode workflow) {
    return steps(workflow).stream()
        .filter(step -> step.has("run"))
        .map(step -> step.path("run").asText())
        .toList();
  }

  @Test
  void theTestCommandIsTheReadmes() throws Exception {
    Matcher readme = TEST_COMMAND.matcher(Files.readString(Path.of("README.md")));
    assertTrue(readme.find(), "the README has lost its test command");
    String command = readme.group(1).strip();
    assertTrue(commands(workflow("ci.yml")).contains(command), command);
    assertTrue(Files.readString(Path.of(".ci/run")).contains(command), command);
  }

  @Test
  void everyStepIsAnActionOfAVersionOrACommand() throws Exception {
    for (String name : List.of("ci.yml", "release.yml")) {
      JsonNode workflow = workflow(name);
      assertEquals("read", workflow.at("/permissions/contents").asText(), name);
      // YAML takes the key "on" for a truth value.
      assertTrue(workflow.has("true"), name);
      for (JsonNode step : steps(workflow)) {
        if (step.has("run")) {
          assertFalse(step.has("uses"), step.toString());
        } else {
          assertTrue(
              step.path("uses").asText().matches("[a-z-]+/[a-z-]+@v[0-9]+"), step.toString());
        }
      }
      for (JsonNode job : workflow.path("jobs")) {
        assertFalse(job.path("runs-on").asText().contains("latest"), name);
        for (JsonNode step : job.path("steps")) {
          if (step.path("uses").asText().startsWith("actions/setup-java@")) {
            assertEquals("25", step.at("/with/java-version").asText());
            assertEquals("temurin", step.at("/with/distribution").asText());
          }
        }
      }
    }
  }

  @Test
  void aReleaseIsTestedAndItsImageIsLabelled() throws Exception {
    JsonNode release = workflow("release.yml");
    List<String> commands = commands(release);
    assertTrue(commands.stream().anyMatch(command -> command.endsWith(" verify")));
    assertTrue(commands.stream().anyMatch(command -> command.contains("gh release create")));
    assertEquals("jar", release.at("/jobs/image/needs").asText());
    String arguments =
        steps(release).stream()
            .map(step -> step.at("/with/build-args").asText())
            .filter(text -> !text.isEmpty())
            .findFirst()
            .orElseThrow();
    String dockerfile = Files.readString(Path.of("Dockerfile"));
    for (String line : arguments.lines().toList()) {
      String name = line.substring(0, line.indexOf('='));
      assertTrue(dockerfile.contains("\nARG " + name + "="), name);
    }
    assertEquals(4, arguments.lines().count());
  }

  @Test
  void theMavenWrapperFetchesFromThePublicRepositoryAndCanBeRun() throws Exception {
    String properties = Files.readString(Path.of(".mvn/wrapper/maven-wrapper.properties"));
    Matcher url = Pattern.compile("distributionUrl=(.+)").matcher(properties);
    assertTrue(url.find());
    assertTrue(
        url.group(1)
            .matches(
                "https://repo\\.maven\\.apache\\.org/maven2/org/apache/maven/apache-maven/"
                    + "(3\\.9\\.[0-9]+)/apache-maven-\\1-bin\\.zip"),
        url.group(1));
    assertTrue(properties.contains("distributionType=only-script"));
    assertTrue(Files.isExecutable(Path.of("mvnw")));
    assertTrue(Files.exists(Path.of("mvnw.cmd")));
  }
}
