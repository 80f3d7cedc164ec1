package ai.joinly.manager.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declaration of a setting: a component of a settings record, or one entry of a component that is a
 * map of variables. The single source for {@link SettingsBinder}, which reads the setting, and
 * {@link SettingsHelp}, which documents it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@Repeatable(Setting.Group.class)
@interface Setting {
  /** The default, as text. Without one the setting may stay unset. */
  String value() default "";

  /** The smallest and the largest number, duration or size, as in {@code 1s..10m}. */
  String range() default "";

  /** The form of the text, if the type of the component does not define it. */
  Form form() default Form.OF_TYPE;

  /** The allowed content of a text without spaces, for messages and documents. */
  String text() default "";

  /** The path of a setting that this one must not be below. */
  String atLeast() default "";

  /** The path in YAML; if not given, the section's prefix and the name of the component. */
  String path() default "";

  /**
   * The environment variables, the main one first; if not given, the last two parts of the path in
   * capitals, unless the section has its own prefix.
   */
  String[] variables() default {};

  /** The meaning, in one phrase. */
  String doc();

  /** Forms that distinguish settings of the same Java type. */
  enum Form {
    OF_TYPE,
    /** API key, which is secret. */
    KEY,
    /** Encryption key of the manager, which is secret. */
    LONG_KEY,
    BASE_URL,
    PORT,
    HOSTS,
    HOST_NAMES,
    ORIGINS,
    DIRECT_HOSTS
  }

  /** Name prefixes of a record's settings. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  @interface Section {
    /** The prefix of paths, such as {@code joinly.} */
    String value();

    String OF_PATH = ".";

    /** The prefix of variables, instead of that of paths; for components without a path. */
    String variables() default OF_PATH;
  }

  /** Several settings of one component. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  @interface Group {
    Setting[] value();
  }
}
