package ai.joinly.manager.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The two kinds of files that settings stand in. */
class SettingsFilesTest {
  private final List<String> mistakes = new ArrayList<>();

  @Test
  void dotenvTakesWhatShellsTake() {
    assertEquals(
        Map.of(
            "A", "b", "C", "d e", "F", "g # h", "I", "j # k", "L", "m=n==", "O", "", "P", "it's"),
        dotenv(
            """
            # comment
              # indented comment

            A=b
            export C = d e\s\s
            F="g # h" # comment
            I='j # k'
            L=m=n==
            O=
            P=it's
            """));
    assertEquals(List.of(), mistakes);
  }

  @Test
  void theLastOfTwoLinesInDotenvHoldsAndWindowsLineEndsAreFine() {
    assertEquals(Map.of("A", "2"), dotenv("A=1\r\nA=2\r\n"));
    assertEquals(List.of(), mistakes);
  }

  @Test
  void malformedLinesOfDotenvAreNamedByNumberOnly() {
    dotenv("A=1\nnonsense\n=x\nB=\"open\nC='open\nD='x' y\nE=a#b\n");
    String form = ": must be NAME=value, with quotes closed on the same line";
    assertEquals(
        List.of(
            ".env line 2" + form,
            ".env line 3" + form,
            ".env line 4" + form,
            ".env line 5" + form,
            ".env line 6" + form,
            ".env line 7: a value with # must be in quotes"),
        mistakes);
  }

  @Test
  void yamlIsRead() {
    assertEquals(
        Map.of(
            "server.port", "8010",
            "server.host", "1:30",
            "llm.azure-openai.api-version", "2024-10-21",
            "server.allowed-origins", "http://a,http://b:80",
            "llm.allowed-hosts", "none",
            "llm.openai.api-key", "sk-a${x}b",
            "shutdown.leave", "false"),
        yaml(
            """
            server: {port: 8010, host: "1:30", allowed-origins: [http://a, "http://b:80"]}
            llm:
              azure-openai.api-version: '2024-10-21'
              allowed-hosts: []
              openai.api-key: sk-a${x}b
            log:
              level: ~
            shutdown: {leave: off}
            demo:
            """));
    assertEquals(List.of(), mistakes);
    assertEquals(Map.of(), yaml(""));
    assertEquals(Map.of(), yaml("# only a comment\n---\n"));
    assertEquals(List.of(), mistakes);
  }

  @Test
  void valuesThatYamlChangesAreMistakes() {
    assertEquals(
        Map.of(),
        yaml(
            """
            server: {port: 010, host: 1:30}
            llm:
              azure-openai.api-version: 2024-10-21
              openai.api-key: 0123
              ollama.host: off
              currency: 4.10
              prices: [4.10]
            """));
    assertEquals(
        Stream.of(
                "1: server.port",
                "1: server.host",
                "3: llm.azure-openai.api-version",
                "4: llm.openai.api-key",
                "5: llm.ollama.host",
                "6: llm.currency",
                "7: llm.prices")
            .map(place -> place.split(": ", -1))
            .map(
                place ->
                    "x.yaml line %s: YAML changes the value of %s; put it in quotes"
                        .formatted(place[0], place[1]))
            .toList(),
        mistakes);
  }

  @Test
  void unknownKeysOfYamlAreMistakesWithASuggestion() {
    yaml("server:\n  prot: 1\nagents:\n  max_active: 3\nSERVER_PORT: 2\nsrver: {}\nelephant: 1\n");
    assertEquals(
        List.of(
            "x.yaml line 2: there is no setting server.prot; did you mean server.port?",
            "x.yaml line 4: there is no setting agents.max_active;"
                + " did you mean agents.max-active?",
            "x.yaml line 5: there is no setting SERVER_PORT; did you mean server.port?",
            "x.yaml line 6: there is no setting srver; did you mean server?",
            "x.yaml line 7: there is no setting elephant"),
        mistakes);
  }

  @Test
  void yamlOfTheWrongShapeIsAMistake() {
    yaml("server: 3\nlog: {level: {a: b}, format: [json]}\nserver:\n  port: 1\n? [a]\n: b\n");
    yaml("- a\n");
    assertEquals(
        List.of(
            "x.yaml line 1: server must hold settings, not a value",
            "x.yaml line 2: log.level must be a single value",
            "x.yaml line 2: log.format must be a single value",
            "x.yaml line 3: server is set twice",
            "x.yaml line 5: a key must be the name of a setting",
            "x.yaml: must hold settings as key: value"),
        mistakes);
  }

  @Test
  void brokenYamlIsNamedByLineWithoutItsText() {
    for (String text :
        List.of(
            "a:\n\tsecret: 1",
            "a: 1\n b: *secret",
            "log:\n  level: \"secret",
            "a: 1\n---\nsecret: 2",
            "log: {level: \u0001secret}",
            "a: &secret {b: *secret}")) {
      mistakes.clear();
      yaml(text);
      assertEquals(1, mistakes.size(), text);
      assertFalse(mistakes.toString().contains("secret"), mistakes.toString());
    }
    mistakes.clear();
    yaml("log:\n\tlevel: info\n");
    assertEquals(
        List.of(
            "x.yaml line 2, column 1: is not valid YAML from here on"
                + " (indentation, a tab, a quote or a bracket?)"),
        mistakes);
  }

  @Test
  void aSectionThatContainsItselfIsAMistake() {
    yaml("log: {level: warn}\nserver: &s\n  websocket: *s\n");
    yaml("log: {level: warn}\nserver:\n  allowed-origins: &o [*o]\n");
    assertEquals(
        List.of(
            "x.yaml line 2: the value contains itself; remove the alias",
            "x.yaml line 3: the value contains itself; remove the alias"),
        mistakes);
  }

  private Map<String, String> dotenv(String text) {
    return texts(new DotenvFile(".env", mistakes).parse(text));
  }

  private Map<String, String> yaml(String text) {
    return texts(new YamlFile("x.yaml", mistakes).parse(text));
  }

  private static Map<String, String> texts(Map<String, RawValue> values) {
    return values.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().text()));
  }
}
