package ai.joinly.manager.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.config.InvalidSettingsException;
import ai.joinly.manager.config.SettingsLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The systemd unit against the settings, the exit statuses and the files of a release. */
class SystemdUnitTest {
  private static final String HOME = "/opt/joinly-manager/";

  @TempDir private Path empty;
  private final List<String> lines;

  SystemdUnitTest() throws IOException {
    lines = Files.readAllLines(Path.of("deploy/joinly-manager.service"));
  }

  private List<String> values(String key) {
    return lines.stream()
        .filter(line -> line.startsWith(key + "="))
        .map(line -> line.substring(key.length() + 1))
        .toList();
  }

  private String value(String key) {
    List<String> values = values(key);
    assertEquals(1, values.size(), key);
    return values.getFirst();
  }

  @Test
  void itsEnvironmentAreSettingsAndTheEndFitsIntoItsTime() throws Exception {
    Map<String, String> environment = new HashMap<>();
    for (String variable : values("Environment")) {
      environment.put(
          variable.substring(0, variable.indexOf('=')),
          variable.substring(variable.indexOf('=') + 1));
    }
    var settings = SettingsLoader.load(empty, environment, Optional.empty(), Map.of()).settings();
    Duration end = settings.agents().shutdownTimeout();
    assertEquals(Duration.ofSeconds(25), end);
    long limit = Long.parseLong(value("TimeoutStopSec"));
    assertTrue(end.plusSeconds(30).toSeconds() < limit, "a start, the end, and what it may exceed");
    String state = "/var/lib/" + value("StateDirectory") + "/";
    assertTrue(settings.store().path().toString().startsWith(state));
  }

  @Test
  void theExitStatusesAreTheManagersOwn() {
    assertEquals("on-failure", value("Restart"));
    assertEquals(
        Integer.toString(InvalidSettingsException.EXIT_STATUS), value("RestartPreventExitStatus"));
    assertEquals("143", value("SuccessExitStatus"));
    assertEquals("SIGTERM", value("KillSignal"));
  }

  @Test
  void itStartsTheFilesOfARelease() throws Exception {
    String start = value("ExecStart");
    assertEquals(
        "/usr/bin/java @"
            + HOME
            + "jvm.options -XX:AOTCache="
            + HOME
            + "joinly-manager.aot -jar "
            + HOME
            + "joinly-manager.jar",
        start);
    String release = Files.readString(Path.of(".github/workflows/release.yml"));
    assertTrue(
        release.contains(
            "target/joinly-manager.jar target/libs deploy/jvm.options"
                + " deploy/joinly-manager.service"));
    assertTrue(release.contains("cp -pr monitoring docs README.md"));
    assertTrue(release.contains("config/application.example.yaml"));
  }

  @Test
  void itHasNoRights() {
    assertEquals("joinly-manager", value("User"));
    assertEquals("", value("CapabilityBoundingSet"));
    assertEquals("strict", value("ProtectSystem"));
    for (String yes :
        List.of("NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices", "RemoveIPC")) {
      assertEquals("yes", value(yes), yes);
    }
    assertTrue(values("MemoryDenyWriteExecute").isEmpty(), "a JVM does not start with it");
  }
}
