package ai.joinly.manager.config;

import ai.joinly.manager.domain.NearestName;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * Reads the settings in a YAML file, as they were written.
 *
 * <p>It walks the nodes instead of loading values: a node knows its line, keys that stand there
 * twice show, and {@code 2024-10-21} is not turned into a date on the way.
 */
final class YamlFile {
  private static final int TYPO = 3;

  private final String name;
  private final List<String> mistakes;
  private final Map<String, Setting<?>> settings;
  private final Set<String> sections;
  private final Map<String, RawValue> values = new LinkedHashMap<>();

  YamlFile(String name, List<String> mistakes) {
    this.name = name;
    this.mistakes = mistakes;
    this.settings =
        SettingsCatalogue.ALL.stream()
            .collect(Collectors.toMap(Setting::path, s -> s, (a, b) -> a, LinkedHashMap::new));
    this.sections =
        settings.keySet().stream().flatMap(YamlFile::sectionsOf).collect(Collectors.toSet());
  }

  /** The values by the settings' paths. */
  Map<String, RawValue> parse(String text) {
    Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
    try {
      // Absent for a file without any content.
      Optional.ofNullable(yaml.compose(new StringReader(text))).ifPresent(this::document);
    } catch (MarkedYAMLException e) {
      // The messages of the parser quote the file, which may hold a key.
      mistakes.add(
          Optional.ofNullable(e.getProblemMark())
                  .map(
                      mark ->
                          "%s line %s, column %s"
                              .formatted(name, mark.getLine() + 1, mark.getColumn() + 1))
                  .orElse(name)
              + ": is not valid YAML from here on (indentation, a tab, a quote or a bracket?)");
    } catch (YAMLException e) {
      mistakes.add(name + ": is not valid YAML (it holds characters that YAML does not allow)");
    }
    return values;
  }

  private void document(Node root) {
    if (root instanceof MappingNode mapping) {
      section("", mapping);
    } else if (!isNothing(root)) {
      mistakes.add(name + ": must hold settings as key: value");
    }
  }

  /** Only goes down into known sections, so an alias that holds itself cannot trap it. */
  private void section(String prefix, MappingNode mapping) {
    Set<String> seen = new LinkedHashSet<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        mistakes.add(at(tuple.getKeyNode()) + ": the name of a setting must be a plain word");
        continue;
      }
      String path = prefix + key.getValue();
      if (!seen.add(path)) {
        mistakes.add(at(key) + ": " + path + " stands there twice");
      } else if (settings.containsKey(path)) {
        value(path, tuple.getValueNode());
      } else if (!sections.contains(path)) {
        mistakes.add(at(key) + ": there is no setting " + shortened(path) + suggestion(path));
      } else if (tuple.getValueNode() instanceof MappingNode inner) {
        section(path + ".", inner);
      } else if (!isNothing(tuple.getValueNode())) {
        mistakes.add(at(key) + ": " + path + " must hold settings, not a value");
      }
    }
  }

  private void value(String path, Node node) {
    if (node instanceof ScalarNode scalar) {
      put(path, node, isNothing(node) ? "" : scalar.getValue());
    } else if (node instanceof SequenceNode sequence
        && Optional.ofNullable(settings.get(path)).filter(s -> s.type().list()).isPresent()
        && sequence.getValue().stream().allMatch(ScalarNode.class::isInstance)) {
      String items =
          sequence.getValue().stream()
              .map(item -> ((ScalarNode) item).getValue())
              .collect(Collectors.joining(","));
      put(path, node, sequence.getValue().isEmpty() ? SettingType.NO_ITEMS : items);
    } else {
      mistakes.add(at(node) + ": " + path + " must be a single value");
    }
  }

  private void put(String path, Node node, String text) {
    if (values.put(path, new RawValue(text, at(node))) != null) {
      mistakes.add(at(node) + ": " + path + " stands there twice");
    }
  }

  private String suggestion(String path) {
    Optional<String> byVariable =
        settings.values().stream()
            .filter(setting -> setting.variables().contains(path))
            .map(Setting::path)
            .findFirst();
    return byVariable
        .or(
            () ->
                NearestName.of(
                    path,
                    Stream.concat(settings.keySet().stream(), sections.stream()).toList(),
                    TYPO))
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
    return path.length() > 60 ? path.substring(0, 60) + "…" : path;
  }

  private static Stream<String> sectionsOf(String path) {
    return Stream.iterate(
            path.lastIndexOf('.'), dot -> dot > 0, dot -> path.lastIndexOf('.', dot - 1))
        .map(dot -> path.substring(0, dot));
  }
}
