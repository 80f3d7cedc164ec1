package ai.joinly.manager.config;

import ai.joinly.manager.domain.NearestName;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.config.yaml.YamlConfigParser;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reader of a YAML file with settings.
 *
 * <p>Helidon reads the values. Its parser accepts duplicate keys, re-types values ({@code 0123}
 * becomes 83) and quotes the file in its exceptions. The nodes of the file are therefore checked as
 * well, which also provides line numbers.
 */
final class YamlFile {
  private static final int MAX_EDITS = 3;
  private static final int MAX_SHOWN = 60;

  private final String name;
  private final List<String> mistakes;
  private final Map<String, DeclaredSetting> settings =
      DeclaredSetting.ALL.stream()
          .collect(
              Collectors.toMap(
                  DeclaredSetting::path, Function.identity(), (a, b) -> a, LinkedHashMap::new));
  private final Set<String> sections =
      settings.keySet().stream().flatMap(YamlFile::sectionsOf).collect(Collectors.toSet());

  /** Value nodes of the settings in the file, by path. */
  private final Map<String, Node> nodes = new LinkedHashMap<>();

  YamlFile(String name, List<String> mistakes) {
    this.name = name;
    this.mistakes = mistakes;
  }

  /** Returns the values by path, without those that are not set. */
  Map<String, RawValue> parse(String text) {
    Optional<Node> root = compose(text);
    root.ifPresent(this::document);
    Map<String, RawValue> values = new LinkedHashMap<>();
    if (!nodes.isEmpty()) {
      Config config =
          SettingsLoader.builder()
              .sources(ConfigSources.create(text, MediaTypes.APPLICATION_X_YAML))
              .addParser(YamlConfigParser.create())
              .build();
      nodes.forEach((path, node) -> read(config.get(path), path, node, values));
    }
    return values;
  }

  private Optional<Node> compose(String text) {
    Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
    try {
      return Optional.ofNullable(yaml.compose(new StringReader(text)));
    } catch (MarkedYAMLException e) {
      // Its message quotes the file, which may contain a key.
      mistakes.add(
          Optional.ofNullable(e.getProblemMark())
                  .map(
                      mark ->
                          "%s line %s, column %s"
                              .formatted(name, mark.getLine() + 1, mark.getColumn() + 1))
                  .orElse(name)
              + ": is not valid YAML from here on (indentation, a tab, a quote or a bracket?)");
    } catch (YAMLException e) {
      mistakes.add(name + ": is not valid YAML (it contains characters that YAML does not allow)");
    }
    return Optional.empty();
  }

  private void document(Node root) {
    Optional<Node> endless = endless(root);
    if (endless.isPresent()) {
      mistakes.add(at(endless.get()) + ": the value contains itself; remove the alias");
    } else if (root instanceof MappingNode mapping) {
      section("", mapping);
    } else if (!isNothing(root)) {
      mistakes.add(name + ": must hold settings as key: value");
    }
  }

  /** Returns a node that contains itself by an alias, for which the parser would not terminate. */
  private static Optional<Node> endless(Node root) {
    Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Node> left = new ArrayDeque<>(List.of(root));
    while (!left.isEmpty()) {
      Node node = left.pop();
      if (node.isTwoStepsConstruction()) {
        return Optional.of(node);
      }
      if (seen.add(node) && node instanceof MappingNode mapping) {
        mapping.getValue().forEach(t -> left.addAll(List.of(t.getKeyNode(), t.getValueNode())));
      } else if (node instanceof SequenceNode sequence) {
        left.addAll(sequence.getValue());
      }
    }
    return Optional.empty();
  }

  private void section(String prefix, MappingNode mapping) {
    Set<String> seen = new HashSet<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        mistakes.add(at(tuple.getKeyNode()) + ": a key must be the name of a setting");
        continue;
      }
      String path = prefix + key.getValue();
      Node value = tuple.getValueNode();
      if (!seen.add(path)) {
        mistakes.add(at(key) + ": " + path + " is set twice");
      } else if (settings.containsKey(path)) {
        value(path, value);
      } else if (!sections.contains(path)) {
        mistakes.add(at(key) + ": there is no setting " + shortened(path) + suggestion(path));
      } else if (value instanceof MappingNode inner) {
        section(path + ".", inner);
      } else if (!isNothing(value)) {
        mistakes.add(at(key) + ": " + path + " must hold settings, not a value");
      }
    }
  }

  private void value(String path, Node node) {
    if (written(path, node).isEmpty()) {
      mistakes.add(at(node) + ": " + path + " must be a single value");
    } else if (nodes.put(path, node) != null) {
      mistakes.add(at(node) + ": " + path + " is set twice");
    }
  }

  /** Returns the text of a value as written; empty if the setting does not allow such a value. */
  private Optional<String> written(String path, Node node) {
    if (node instanceof ScalarNode scalar) {
      return Optional.of(isNothing(node) ? "" : scalar.getValue());
    } else if (node instanceof SequenceNode sequence
        && DeclaredSetting.at(path).type().list()
        && sequence.getValue().stream().allMatch(ScalarNode.class::isInstance)) {
      return Optional.of(
          joined(sequence.getValue().stream().map(item -> ((ScalarNode) item).getValue())));
    }
    return Optional.empty();
  }

  private void read(Config config, String path, Node node, Map<String, RawValue> values) {
    String text =
        config.isList()
            ? joined(config.asNodeList().get().stream().map(item -> item.asString().get()))
            : config.asString().orElse("");
    String written = written(path, node).orElseThrow();
    SettingType<?> type = DeclaredSetting.at(path).type();
    boolean same =
        text.equals(written)
            || (type.parse(text).isPresent() && type.parse(text).equals(type.parse(written)));
    if (!same) {
      mistakes.add(at(node) + ": YAML changes the value of " + path + "; put it in quotes");
    } else if (!text.isBlank()) {
      values.put(path, new RawValue(path, text, at(node)));
    }
  }

  private static String joined(Stream<String> items) {
    String text = items.collect(Collectors.joining(","));
    return text.isEmpty() ? SettingType.NO_ITEMS : text;
  }

  private String suggestion(String path) {
    Optional<String> byVariable =
        settings.values().stream()
            .filter(setting -> setting.variables().contains(path))
            .map(DeclaredSetting::path)
            .findFirst();
    return byVariable
        .or(
            () ->
                NearestName.of(
                    path,
                    Stream.concat(settings.keySet().stream(), sections.stream()).toList(),
                    MAX_EDITS))
        .map(nearest -> "; did you mean " + nearest + "?")
        .orElse("");
  }

  private String at(Node node) {
    return name + " line " + (node.getStartMark().getLine() + 1);
  }

  private static boolean isNothing(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  private static String shortened(String path) {
    return path.length() > MAX_SHOWN ? path.substring(0, MAX_SHOWN) + "…" : path;
  }

  private static Stream<String> sectionsOf(String path) {
    return Stream.iterate(
            path.lastIndexOf('.'), dot -> dot > 0, dot -> path.lastIndexOf('.', dot - 1))
        .map(dot -> path.substring(0, dot));
  }
}
