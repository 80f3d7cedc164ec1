package ai.joinly.manager.deploy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the Dockerfile says of the image that is run, and its commands outside of a container. */
final class Container {
  private static final Pattern LAST_STAGE = Pattern.compile("(?s).*\\nFROM (?!.* AS )");
  private final String stage;

  private Container(String stage) {
    this.stage = stage;
  }

  static Container read() throws IOException {
    String text = Files.readString(Path.of("Dockerfile")).replaceAll("\\\\\\n\\s*", " ");
    Matcher last = LAST_STAGE.matcher(text);
    if (!last.find()) {
      throw new AssertionError("the Dockerfile has no last stage");
    }
    return new Container(text.substring(last.end()));
  }

  /** The rest of the line that begins so. */
  String instruction(String name) {
    return stage
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.substring(name.length() + 1).strip())
        .reduce((a, b) -> b)
        .orElseThrow(() -> new AssertionError("no " + name));
  }

  /** An instruction's command, which must be a list: a shell would swallow signals. */
  List<String> command(String instruction) throws IOException {
    String text = instruction(instruction);
    int list = text.indexOf('[');
    if (list < 0) {
      throw new AssertionError(instruction + " is not in exec form");
    }
    List<String> command = new ArrayList<>();
    new JsonMapper().readTree(text.substring(list)).forEach(part -> command.add(part.asText()));
    return command;
  }

  /** The command with this machine's Java, options and classes in the place of the image's. */
  static List<String> here(List<String> command) {
    List<String> here = new ArrayList<>();
    for (String part : command) {
      switch (part) {
        case "/opt/jre/bin/java" -> {
          here.add(ProcessHandle.current().info().command().orElseThrow());
          here.add("@" + Path.of("deploy/runtime.options").toAbsolutePath());
        }
        case "@/app/jvm.options" -> here.add("@" + Path.of("deploy/jvm.options").toAbsolutePath());
        case "-jar" -> here.add("-classpath");
        case "/app/joinly-manager.jar" -> {
          here.add(System.getProperty("java.class.path"));
          here.add("ai.joinly.manager.Main");
        }
        default -> {
          if (!part.startsWith("-XX:AOTCache")) {
            here.add(part);
          }
        }
      }
    }
    return here;
  }
}
