package ai.joinly.manager.config;

import io.helidon.config.Config;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Binder that creates the settings records from a {@link Config} or lists all its mistakes. */
final class SettingsBinder {
  private final Config config;
  private final Map<String, RawValue> given;
  private final Map<String, Object> values = new HashMap<>();
  private final List<String> mistakes = new ArrayList<>();

  /**
   * @param given the unparsed values by path, to report their origins
   */
  SettingsBinder(Config config, Map<String, RawValue> given) {
    this.config = config;
    this.given = Map.copyOf(given);
  }

  /**
   * Returns the settings.
   *
   * @param earlier mistakes found while reading the sources
   * @throws InvalidSettingsException with these and all further mistakes
   */
  Settings bind(List<String> earlier) throws InvalidSettingsException {
    DeclaredSetting.ALL.forEach(this::read);
    DeclaredSetting.ALL.forEach(this::compare);
    checkDemo();
    if (!earlier.isEmpty() || !mistakes.isEmpty()) {
      mistakes.addAll(0, earlier);
      throw new InvalidSettingsException(mistakes);
    }
    return (Settings) group(Settings.class);
  }

  private void read(DeclaredSetting setting) {
    String text = config.get(setting.path()).asString().orElse("");
    if (!text.isBlank()) {
      setting
          .type()
          .parse(text)
          .ifPresentOrElse(
              value -> values.put(setting.path(), value),
              () -> mistake(setting, "be " + setting.type().allowed()));
    }
  }

  private void compare(DeclaredSetting setting) {
    Optional<DeclaredSetting> other = setting.atLeast().map(DeclaredSetting::at);
    Optional<Object> least = other.flatMap(this::find);
    if (least.isPresent()
        && find(setting).filter(value -> isBelow(value, least.get())).isPresent()) {
      mistake(setting, "be at least " + other.get().variable());
    }
  }

  @SuppressWarnings("unchecked") // both have the same type
  private static boolean isBelow(Object value, Object least) {
    return ((Comparable<Object>) value).compareTo(least) < 0;
  }

  private void checkDemo() {
    DeclaredSetting key = DeclaredSetting.at("llm.openai.api-key");
    if (Boolean.TRUE.equals(values.get("demo.enabled"))
        && values.get("demo.llm") == DemoSettings.Model.OPENAI
        && !given.containsKey(key.path())) {
      mistakes.add(key.variable() + " must be set, since DEMO_LLM is openai");
    }
  }

  private void mistake(DeclaredSetting setting, String rule) {
    RawValue value =
        Optional.ofNullable(given.get(setting.path()))
            .orElseGet(
                () ->
                    new RawValue(setting.variable(), setting.defaultText().orElse(""), "default"));
    mistakes.add("%s must %s (%s)".formatted(value.name(), rule, value.shown(setting.secret())));
  }

  private Object group(Class<?> type) {
    return record(
        type,
        component -> {
          List<DeclaredSetting> settings = DeclaredSetting.of(component);
          return settings.isEmpty() ? group(component.getType()) : value(component, settings);
        });
  }

  /** Returns a copy of the settings with the component of the type of {@code part} replaced. */
  @SuppressWarnings("unchecked") // the class of an R
  static <R extends Record> R with(R settings, Object part) {
    return record(
        (Class<R>) settings.getClass(),
        component ->
            component.getType().isInstance(part) ? part : component.getAccessor().invoke(settings));
  }

  private static <R> R record(Class<R> type, Values values) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] arguments = new Object[components.length];
    try {
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        arguments[i] = values.of(components[i]);
      }
      return type.getDeclaredConstructor(types).newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("A settings record cannot be created", e);
    }
  }

  private interface Values {
    Object of(RecordComponent component) throws ReflectiveOperationException;
  }

  private Object value(RecordComponent component, List<DeclaredSetting> settings) {
    if (settings.size() > 1) {
      Map<String, Object> byVariable = new LinkedHashMap<>();
      for (DeclaredSetting setting : settings) {
        find(setting).ifPresent(value -> byVariable.put(setting.variable(), value));
      }
      return byVariable;
    }
    Optional<Object> value = find(settings.getFirst());
    Class<?> type = component.getType();
    if (type == Optional.class) {
      return value;
    } else if (type == OptionalInt.class) {
      return value.map(v -> OptionalInt.of((Integer) v)).orElseGet(OptionalInt::empty);
    }
    return type == Set.class
        ? Set.copyOf((Collection<?>) value.orElseThrow())
        : value.orElseThrow();
  }

  private Optional<Object> find(DeclaredSetting setting) {
    return Optional.ofNullable(values.get(setting.path()));
  }
}
