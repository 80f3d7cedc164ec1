package ai.joinly.manager.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a setting: a component of a settings record, or one entry of a component that is a map
 * of variables. The only place where a setting is declared; {@link SettingsBinder} reads it, and
 * {@link SettingsHelp} documents it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@Repeatable(Setting.Group.class)
@interface Setting {
  /** The default, as it would be written. Without one the setting may stay unset. */
  String value() default "";

  /** The smallest and the largest number, duration or size, as in {@code 1s..10m}. */
  String range() default "";

  /** The form of the text, where the type of the component does not define it. */
  Form form() default Form.OF_TYPE;

  /** What a text without spaces must be, for messages and documents. */
  String text() default "";

  /** The path of a setting that this one must not be below. */
  String atLeast() default "";

  /** The path in YAML; if not given, the section's prefix and the name of the component. */
  String path() default "";

  /**
   * The variables of the environment, the main one first; if not given, the last two parts of the
   * path in capitals, unless the section has a prefix of its own.
   */
  String[] variables() default {};

  /** The meaning, in one phrase. */
  String doc();

  /** The forms that several settings of one Java type may have. */
  enum Form {
    OF_TYPE,
    /** A key; a secret. */
    KEY,
    /** A key that the manager encrypts with; a secret. */
    LONG_KEY,
    BASE_URL,
    PORT,
    HOSTS,
    HOST_NAMES,
    ORIGINS,
    DIRECT_HOSTS
  }

  /** The names of a record's settings. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  @interface Section {
    /** The prefix of paths, such as {@code joinly.} */
    String value();

    String OF_PATH = ".";

    /** The prefix of variables, in place of that of paths; for components without a path. */
    String variables() default OF_PATH;
  }

  /** Several settings of one component. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  @interface Group {
    Setting[] value();
  }
}
