package ai.joinly.manager.json;

import ai.joinly.manager.domain.FieldError;
import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.jackson.JsonText;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A change of some fields of an agent's configuration, as a JSON merge patch (RFC 7396): null sets
 * a field to its default, and an object is merged.
 */
public final class ConfigPatch {
  /** When a field can change. */
  private enum Changeable {
    ALWAYS,
    /** Not in a meeting, or on the way into it. */
    WHILE_IDLE,
    /** Only while the agent has never been started. */
    BEFORE_START
  }

  private static final String JOIN_AT = "join_at";
  private static final String JOIN_UNTIL = "join_until";

  private static final Map<String, Changeable> FIELDS =
      Map.ofEntries(
          Map.entry("name", Changeable.WHILE_IDLE),
          Map.entry(JOIN_AT, Changeable.BEFORE_START),
          Map.entry(JOIN_UNTIL, Changeable.BEFORE_START),
          Map.entry("prompt_style", Changeable.ALWAYS),
          Map.entry("custom_prompt", Changeable.ALWAYS),
          Map.entry("personality_prompt", Changeable.ALWAYS),
          Map.entry("name_trigger", Changeable.ALWAYS),
          Map.entry("name_aliases", Changeable.ALWAYS),
          Map.entry("follow_up_seconds", Changeable.ALWAYS),
          Map.entry("metadata", Changeable.ALWAYS));

  private final ObjectNode changes;

  private ConfigPatch(ObjectNode changes) {
    this.changes = changes;
  }

  /**
   * Reads a patch.
   *
   * @throws InvalidFieldsException that names fields that do not exist, or if there are none
   */
  public static ConfigPatch read(ObjectNode body) {
    List<String> known = AgentConfigJson.fields();
    List<String> unknown = names(body).filter(name -> !known.contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw new InvalidFieldsException(UnknownFields.errors(unknown, known));
    }
    if (body.isEmpty()) {
      throw new InvalidFieldsException(
          List.of(new FieldError("body", "must have at least one field to change")));
    }
    return new ConfigPatch(body.deepCopy());
  }

  /** Returns the names of the fields that change. */
  public List<String> fields() {
    return names(changes).toList();
  }

  /** Returns the names of the fields that never change after the creation of an agent. */
  public List<String> fixed() {
    return names(changes).filter(name -> !FIELDS.containsKey(name)).toList();
  }

  /** Returns the names of the fields that do not change in a meeting. */
  public List<String> onlyWhileIdle() {
    return of(Changeable.WHILE_IDLE);
  }

  /** Returns the names of the fields that do not change once the agent was started. */
  public List<String> onlyBeforeStart() {
    return of(Changeable.BEFORE_START);
  }

  private List<String> of(Changeable when) {
    return names(changes).filter(name -> FIELDS.get(name) == when).toList();
  }

  private static Stream<String> names(ObjectNode object) {
    return object.propertyStream().map(Map.Entry::getKey);
  }

  /**
   * Returns the changed configuration.
   *
   * @throws InvalidFieldsException that names every bad field
   */
  public AgentConfig applyTo(AgentConfig config) {
    ObjectNode all = open(config);
    merge(all, changes);
    if (changes.has(JOIN_AT) && !all.has(JOIN_AT) && !changes.has(JOIN_UNTIL)) {
      all.remove(JOIN_UNTIL);
    }
    ConfigSize.require(all, names(all).toList());
    return StoredConfigJson.read(JsonText.of(all), StoredConfigJson.secret(config));
  }

  private static ObjectNode open(AgentConfig config) {
    try {
      if (Json.mapper().readTree(StoredConfigJson.open(config)) instanceof ObjectNode open) {
        return open;
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a configuration is always JSON", e);
    }
    throw new IllegalStateException("a configuration is always an object");
  }

  private static void merge(ObjectNode target, ObjectNode patch) {
    for (Map.Entry<String, JsonNode> change : patch.properties()) {
      if (change.getValue().isNull()) {
        target.remove(change.getKey());
      } else if (change.getValue() instanceof ObjectNode inner
          && target.get(change.getKey()) instanceof ObjectNode object) {
        merge(object, inner);
      } else {
        target.set(change.getKey(), change.getValue());
      }
    }
  }
}
