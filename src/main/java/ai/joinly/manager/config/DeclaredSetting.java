package ai.joinly.manager.config;

import ai.joinly.manager.config.Setting.Form;
import ai.joinly.manager.config.Setting.Section;
import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.net.ProxyServer;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Setting as declared by its {@link Setting} annotation.
 *
 * @param path in YAML
 * @param variables of the environment, the main one first
 * @param defaultText empty if the setting may stay unset
 * @param atLeast path of the setting that this one must not be below
 * @param secret whether the value must never be shown
 */
record DeclaredSetting(
    String path,
    List<String> variables,
    SettingType<?> type,
    Optional<String> defaultText,
    Optional<String> atLeast,
    boolean secret,
    String doc) {
  private static final Pattern NEXT_WORD = Pattern.compile("(?<=[a-z])(?=[A-Z])");

  /** Component of a record of settings. */
  private record Component(Class<?> owner, String name) {
    static Component of(RecordComponent component) {
      return new Component(component.getDeclaringRecord(), component.getName());
    }
  }

  /** Settings by component: Java parses annotations again for each lookup of components. */
  private static final Map<Component, List<DeclaredSetting>> BY_COMPONENT = new LinkedHashMap<>();

  static {
    declare(Settings.class);
  }

  /** All settings, in the order of the documentation. */
  static final List<DeclaredSetting> ALL =
      BY_COMPONENT.values().stream().flatMap(List::stream).toList();

  DeclaredSetting {
    variables = List.copyOf(variables);
  }

  String variable() {
    return variables.getFirst();
  }

  /** Returns whether it is the key or the address of a provider. */
  boolean isOfProvider() {
    return path.startsWith("speech.") || path.matches("llm\\.[a-z-]+\\..*");
  }

  /** Returns the setting with {@code path}. */
  static DeclaredSetting at(String path) {
    return ALL.stream().filter(setting -> setting.path.equals(path)).findFirst().orElseThrow();
  }

  private static void declare(Class<?> settings) {
    for (RecordComponent component : settings.getRecordComponents()) {
      Setting[] declared = component.getAnnotationsByType(Setting.class);
      if (declared.length == 0) {
        declare(component.getType());
      } else {
        BY_COMPONENT.put(
            Component.of(component),
            Arrays.stream(declared).map(setting -> of(component, setting)).toList());
      }
    }
  }

  /**
   * Returns the settings of a component: one, or several if it is a map of variables; none if the
   * component is itself a record of settings.
   */
  static List<DeclaredSetting> of(RecordComponent component) {
    return BY_COMPONENT.getOrDefault(Component.of(component), List.of());
  }

  private static DeclaredSetting of(RecordComponent component, Setting setting) {
    Section section =
        Objects.requireNonNull(component.getDeclaringRecord().getAnnotation(Section.class));
    String name = NEXT_WORD.matcher(component.getName()).replaceAll("-").toLowerCase(Locale.ROOT);
    String path = setting.path().isEmpty() ? section.value() + name : setting.path();
    boolean ofPath = !setting.path().isEmpty() || section.variables().equals(Section.OF_PATH);
    String variable = ofPath ? lastTwoParts(path) : section.variables() + name;
    Class<?> value = valueType(component.getGenericType());
    SettingType<?> type = type(value, setting);
    return new DeclaredSetting(
        path,
        setting.variables().length == 0
            ? List.of(inCapitals(variable))
            : List.of(setting.variables()),
        value == Secret.class ? type.as(Secret::new) : type,
        Optional.of(setting.value()).filter(text -> !text.isEmpty()),
        Optional.of(setting.atLeast()).filter(text -> !text.isEmpty()),
        value == ProxyServer.class || setting.form() == Form.KEY || setting.form() == Form.LONG_KEY,
        setting.doc());
  }

  private static String lastTwoParts(String path) {
    return path.substring(path.lastIndexOf('.', path.lastIndexOf('.') - 1) + 1);
  }

  private static String inCapitals(String path) {
    return path.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** Returns the type of a value: the last type argument if there is one, or the type itself. */
  private static Class<?> valueType(Type type) {
    return type instanceof ParameterizedType generic
        ? valueType(Arrays.asList(generic.getActualTypeArguments()).getLast())
        : (Class<?>) type;
  }

  private static SettingType<?> type(Class<?> value, Setting setting) {
    return switch (setting.form()) {
      case KEY -> SettingType.word("printable characters without spaces");
      case LONG_KEY -> SettingType.longWord(32);
      case BASE_URL -> SettingType.baseUrl();
      case PORT -> Quantity.number("1..65535");
      case HOSTS -> SettingType.hosts();
      case HOST_NAMES -> SettingType.hostNames();
      case ORIGINS -> SettingType.origins();
      case DIRECT_HOSTS -> SettingType.directHosts();
      case OF_TYPE -> SettingType.of(value, setting);
    };
  }
}
