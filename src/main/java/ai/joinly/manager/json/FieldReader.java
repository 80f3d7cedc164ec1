package ai.joinly.manager.json;

import ai.joinly.manager.domain.FieldError;
import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.WireName;
import ai.joinly.manager.domain.agent.JoinTime;
import ai.joinly.manager.domain.agent.TimeZones;
import ai.joinly.manager.jackson.JsonText;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Reader of the fields of a JSON object that collects the errors. A field that is absent or null
 * counts as missing. Used by one thread.
 */
final class FieldReader {
  private static final int MAX_ARGUMENTS = 16_384;

  private final ObjectNode object;

  /** The requested fields, in that order: those that exist in the API. */
  private final Set<String> known = new LinkedHashSet<>();

  /** The first error of each field. */
  private final Map<String, FieldError> errors = new LinkedHashMap<>();

  /** Whether a required field is missing, perhaps because its name was misspelled. */
  private boolean requiredMissing;

  FieldReader(ObjectNode object) {
    this.object = object;
  }

  String requiredText(String field, String standIn) {
    if (given(field).isEmpty()) {
      requiredMissing = true;
      refuse(field, "must be given");
      return standIn;
    }
    return text(field).orElse(standIn);
  }

  Optional<String> text(String field) {
    return read(field, "must be a string", JsonNode::isTextual, JsonNode::textValue);
  }

  /** Returns a text; empty if it is blank, as forms send a missing text. */
  Optional<String> textUnlessBlank(String field) {
    return text(field).filter(text -> !text.isBlank());
  }

  Optional<ZoneId> zone(String field) {
    Optional<String> id = textUnlessBlank(field);
    Optional<ZoneId> zone = id.flatMap(TimeZones::parse);
    if (zone.isEmpty()) {
      id.ifPresent(text -> refuse(field, TimeZones.mustBe(text)));
    }
    return zone;
  }

  /** Returns an RFC 3339 time. */
  Optional<Instant> time(String field) {
    Optional<String> text = textUnlessBlank(field);
    Optional<Instant> time = text.flatMap(JoinTime::parse);
    if (text.isPresent() && time.isEmpty()) {
      refuse(field, JoinTime.FORM);
    }
    return time;
  }

  boolean flag(String field, boolean otherwise) {
    return read(field, "must be true or false", JsonNode::isBoolean, JsonNode::booleanValue)
        .orElse(otherwise);
  }

  Optional<Double> number(String field) {
    return read(
        field,
        "must be a number",
        node -> node.isNumber() && Double.isFinite(node.doubleValue()),
        JsonNode::doubleValue);
  }

  Optional<Integer> integer(String field) {
    return read(
        field,
        "must be a whole number",
        node -> node.canConvertToExactIntegral() && node.canConvertToInt(),
        JsonNode::intValue);
  }

  List<String> textList(String field) {
    List<String> texts = new ArrayList<>();
    read(field, "must be an array of strings", FieldReader::isTextList, Function.identity())
        .ifPresent(array -> array.forEach(text -> texts.add(text.textValue())));
    return texts;
  }

  private static boolean isTextList(JsonNode node) {
    return node.isArray() && node.valueStream().allMatch(JsonNode::isTextual);
  }

  <E extends Enum<E>> E choice(String field, Class<E> type, E otherwise) {
    String allowed = "must be one of " + WireName.allowed(type);
    Optional<String> name = read(field, allowed, JsonNode::isTextual, JsonNode::textValue);
    if (name.isEmpty()) {
      return otherwise;
    }
    Optional<E> constant = WireName.parse(type, name.get());
    if (constant.isEmpty()) {
      refuse(field, allowed);
    }
    return constant.orElse(otherwise);
  }

  Map<String, Object> arguments(String field) {
    return read(field, "must be an object", JsonNode::isObject, Function.identity())
        .filter(
            node -> {
              if (JsonText.of(node).length() > MAX_ARGUMENTS || !isFinite(node)) {
                refuse(
                    field,
                    "must be an object of finite numbers, strings and other JSON values of at most "
                        + MAX_ARGUMENTS
                        + " characters in all");
                return false;
              }
              return true;
            })
        .map(FieldReader::toMap)
        .orElse(Map.of());
  }

  Map<String, Secret> secrets(String field) {
    return read(
            field,
            "must be an object whose values are strings",
            FieldReader::holdsOnlyTexts,
            FieldReader::texts)
        .orElse(Map.of());
  }

  /** Returns an object whose values are texts. */
  Map<String, String> textMap(String field) {
    Map<String, String> texts = new LinkedHashMap<>();
    read(
            field,
            "must be an object whose values are strings",
            FieldReader::holdsOnlyTexts,
            Function.identity())
        .ifPresent(
            object ->
                object
                    .properties()
                    .forEach(entry -> texts.put(entry.getKey(), entry.getValue().textValue())));
    return texts;
  }

  /**
   * Returns named objects, each with a text {@code url} and optional {@code headers} with text
   * values.
   *
   * @param known the allowed fields of such an object
   */
  Map<String, JsonNode> objects(String field, List<String> known) {
    Map<String, JsonNode> objects = new LinkedHashMap<>();
    read(
            field,
            "must be an object of objects, each with a url and, optionally, headers whose values"
                + " are strings, and include and exclude, which are arrays of strings",
            node -> holdsOnlyServers(node, known),
            Function.identity())
        .ifPresent(node -> node.properties().forEach(e -> objects.put(e.getKey(), e.getValue())));
    return objects;
  }

  private static boolean holdsOnlyServers(JsonNode node, List<String> known) {
    return node.isObject()
        && node.properties().stream()
            .map(Map.Entry::getValue)
            .allMatch(
                server ->
                    server.isObject()
                        && server.path("url").isTextual()
                        && (server.path("headers").isMissingNode()
                            || server.path("headers").isNull()
                            || holdsOnlyTexts(server.path("headers")))
                        && isListOfTexts(server.path("include"))
                        && isListOfTexts(server.path("exclude"))
                        && server.properties().stream()
                            .allMatch(entry -> known.contains(entry.getKey())));
  }

  /** Returns whether the node is a list of texts, missing or null. */
  private static boolean isListOfTexts(JsonNode node) {
    return node.isMissingNode()
        || node.isNull()
        || (node.isArray() && node.valueStream().allMatch(JsonNode::isTextual));
  }

  /** Returns the texts of a list; none if there is no list. */
  static List<String> names(JsonNode list) {
    return list.isArray() ? list.valueStream().map(JsonNode::textValue).toList() : List.of();
  }

  /** Returns the text values of an object as secrets. */
  static Map<String, Secret> texts(JsonNode object) {
    Map<String, Secret> texts = new LinkedHashMap<>();
    object
        .properties()
        .forEach(entry -> texts.put(entry.getKey(), new Secret(entry.getValue().textValue())));
    return texts;
  }

  /**
   * Returns the result of {@code maker}; records its errors and returns {@code standIn} if it
   * rejects a field.
   */
  <T> T build(Supplier<T> maker, T standIn) {
    try {
      return maker.get();
    } catch (InvalidFieldsException e) {
      e.errors().forEach(error -> errors.putIfAbsent(error.field(), error));
      return standIn;
    }
  }

  /** Throws an exception if there were errors. Must be called after all fields were read. */
  void done() {
    if (requiredMissing) {
      UnknownFields.errors(unknown(), known)
          .forEach(error -> errors.putIfAbsent(error.field(), error));
    }
    if (!errors.isEmpty()) {
      throw new InvalidFieldsException(List.copyOf(errors.values()));
    }
  }

  /** Returns the names in the object that were not requested, in their order. */
  List<String> unknown() {
    return object
        .propertyStream()
        .map(Map.Entry::getKey)
        .filter(name -> !known.contains(name))
        .toList();
  }

  /** Returns the requested fields. */
  Set<String> known() {
    return Collections.unmodifiableSet(known);
  }

  private Optional<JsonNode> given(String field) {
    known.add(field);
    return Optional.ofNullable(object.get(field)).filter(node -> !node.isNull());
  }

  private <T> Optional<T> read(
      String field, String allowed, Predicate<JsonNode> fits, Function<JsonNode, T> value) {
    Optional<JsonNode> node = given(field);
    if (node.isPresent() && !fits.test(node.get())) {
      refuse(field, allowed);
      return Optional.empty();
    }
    return node.map(value);
  }

  void refuse(String field, String allowed) {
    errors.putIfAbsent(field, new FieldError(field, allowed));
  }

  private static boolean holdsOnlyTexts(JsonNode node) {
    return node.isObject()
        && node.properties().stream().allMatch(entry -> entry.getValue().isTextual());
  }

  /**
   * Returns whether all numbers are finite: {@code 1e999} is parsed as infinity, which JSON cannot
   * express.
   */
  private static boolean isFinite(JsonNode node) {
    if (node.isNumber()) {
      return Double.isFinite(node.doubleValue());
    }
    for (JsonNode child : node) {
      if (!isFinite(child)) {
        return false;
      }
    }
    return true;
  }

  private static Map<String, Object> toMap(JsonNode node) {
    return Json.mapper().convertValue(node, new TypeReference<Map<String, Object>>() {});
  }
}
