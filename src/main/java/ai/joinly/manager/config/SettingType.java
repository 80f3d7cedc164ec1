package ai.joinly.manager.config;

import ai.joinly.manager.domain.WireName;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.agent.TimeZones;
import ai.joinly.manager.domain.usage.ModelPrice;
import ai.joinly.manager.net.HttpUrl;
import ai.joinly.manager.net.ProxyServer;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Type of a setting: defines the allowed texts and parses them.
 *
 * @param allowed the allowed texts, to follow "must be"
 * @param list whether YAML may have a list, which is equivalent to its items separated by commas
 * @param parser returns empty for a text that is not allowed
 */
record SettingType<T>(String allowed, boolean list, Function<String, Optional<T>> parser) {
  /** Text of an empty list, as an empty text means "not set". */
  static final String NO_ITEMS = "none";

  private static final int MAX_LENGTH = 8192;
  private static final int MAX_ITEMS = 100;
  private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7e]+");
  private static final Pattern PRICE =
      Pattern.compile(
          "[\\x21-\\x7e&&[^,*]]{1,200}\\*?=\\d{1,9}(\\.\\d{1,9})?(/\\d{1,9}(\\.\\d{1,9})?){1,2}");
  private static final Pattern DIRECT_HOSTS = Pattern.compile("[A-Za-z0-9._*:\\[\\]/%, -]+");
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");
  private static final Pattern HOST_NAME =
      Pattern.compile("\\*|(\\*\\.)?[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

  Optional<T> parse(String text) {
    return text.length() > MAX_LENGTH ? Optional.empty() : parser.apply(text.strip());
  }

  private static <T> SettingType<T> of(String allowed, Function<String, Optional<T>> parser) {
    return new SettingType<>(allowed, false, parser);
  }

  /** Returns the type of the settings whose values are of a Java type. */
  static SettingType<?> of(Class<?> value, Setting setting) {
    String range = setting.range();
    if (value == int.class || value == OptionalInt.class) {
      return range.endsWith("B") ? Quantity.size(range) : Quantity.number(range);
    } else if (value == boolean.class) {
      return flag();
    } else if (value == Duration.class) {
      return Quantity.duration(range);
    } else if (value == LogLevel.class) {
      return logLevel();
    } else if (value.isEnum()) {
      return oneOf(value);
    } else if (value == ZoneId.class) {
      return timeZone();
    } else if (value == URI.class) {
      return httpUrl();
    } else if (value == ProxyServer.class) {
      return proxy();
    } else if (value == ModelPrice.class) {
      return prices();
    } else if (value == Path.class) {
      return word(setting.text()).as(Path::of);
    }
    return word(setting.text());
  }

  static SettingType<Boolean> flag() {
    return of(
        "true or false",
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true", "yes", "on", "1" -> Optional.of(true);
              case "false", "no", "off", "0" -> Optional.of(false);
              default -> Optional.empty();
            });
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // the class of an enum
  private static SettingType<?> oneOf(Class<?> type) {
    Class<? extends Enum> constants = type.asSubclass(Enum.class);
    return of(
        "one of " + WireName.allowed(constants),
        text -> WireName.parse(constants, text.toLowerCase(Locale.ROOT)));
  }

  static SettingType<ZoneId> timeZone() {
    return of(
        TimeZones.ALLOWED,
        text ->
            TimeZones.parse(text)
                .or(() -> Optional.of(ZoneId.systemDefault()).filter(z -> z.getId().equals(text))));
  }

  private static SettingType<LogLevel> logLevel() {
    return of(
        "one of " + WireName.allowed(LogLevel.class),
        text ->
            "warning".equalsIgnoreCase(text)
                ? Optional.of(LogLevel.WARN)
                : WireName.parse(LogLevel.class, text.toLowerCase(Locale.ROOT)));
  }

  /** Returns the type of a printable text without spaces. */
  static SettingType<String> word(String allowed) {
    return of(allowed, text -> Optional.of(text).filter(PRINTABLE.asMatchPredicate()));
  }

  /** Returns the type of a printable text without spaces, of a minimum length. */
  static SettingType<String> longWord(int shortest) {
    SettingType<String> words = word("a text of at least " + shortest + " characters, no spaces");
    return of(words.allowed(), text -> words.parse(text).filter(w -> w.length() >= shortest));
  }

  static SettingType<URI> httpUrl() {
    return of("an http or https URL without a user or a password", SettingType::parseHttpUrl);
  }

  /** Returns the type of a URL that paths are appended to. */
  static SettingType<URI> baseUrl() {
    return of(
        "an http or https URL without a user, a password or a query",
        text -> parseHttpUrl(text).filter(uri -> uri.getQuery() == null));
  }

  /** Returns the type of a list of servers: {@code name} or {@code name:port}. */
  static SettingType<List<String>> hosts() {
    return listOf(
        "hosts as name or name:port",
        text -> Optional.of(text.toLowerCase(Locale.ROOT)).filter(HOST.asMatchPredicate()));
  }

  /**
   * Returns the type of names in the {@code Host} header: {@code name}, {@code *.name}, {@code *}.
   */
  static SettingType<List<String>> hostNames() {
    return listOf(
        "host names such as name.example.com or *.example.com, or *",
        text -> Optional.of(text.toLowerCase(Locale.ROOT)).filter(HOST_NAME.asMatchPredicate()));
  }

  static SettingType<ProxyServer> proxy() {
    return of("http://host:port or http://user:password@host:port", ProxyServer::parse);
  }

  /** Returns the type of {@code NO_PROXY}; like other programs, accepts commas or spaces. */
  static SettingType<List<String>> directHosts() {
    return new SettingType<>(
        "hosts, .suffixes, host:port, addresses, ranges such as 10.0.0.0/8, or *, separated by"
            + " commas, or the word "
            + NO_ITEMS,
        true,
        text ->
            Optional.of(text)
                .filter(DIRECT_HOSTS.asMatchPredicate())
                .map(
                    t ->
                        t.equals(NO_ITEMS)
                            ? List.<String>of()
                            : Arrays.stream(t.split("[, ]+", -1))
                                .filter(item -> !item.isEmpty())
                                .toList()));
  }

  /** Returns the type of prices by the name of a model, which may end in {@code *}. */
  static SettingType<Map<String, ModelPrice>> prices() {
    SettingType<List<String>> items =
        listOf(
            "prices as model=input/output or model=input/output/cached",
            text -> Optional.of(text).filter(PRICE.asMatchPredicate()));
    return new SettingType<>(
        items.allowed(), true, text -> items.parse(text).map(SettingType::prices));
  }

  private static Map<String, ModelPrice> prices(List<String> items) {
    Map<String, ModelPrice> prices = new LinkedHashMap<>();
    for (String item : items) {
      int equals = item.lastIndexOf('=');
      String[] amounts = item.substring(equals + 1).split("/", -1);
      BigDecimal input = new BigDecimal(amounts[0]);
      prices.put(
          item.substring(0, equals).strip(),
          new ModelPrice(
              input,
              new BigDecimal(amounts[1]),
              amounts.length > 2 ? new BigDecimal(amounts[2]) : input));
    }
    return prices;
  }

  static SettingType<List<String>> origins() {
    return listOf(
        "origins such as https://name or http://name:port",
        text -> parsePlainUrl(text).flatMap(SettingType::origin));
  }

  /** Returns a type with the same texts, whose value is created from the text. */
  <V> SettingType<V> as(Function<String, V> value) {
    return new SettingType<>(allowed, list, text -> parse(text).map(parsed -> value.apply(text)));
  }

  private static SettingType<List<String>> listOf(
      String items, Function<String, Optional<String>> parser) {
    return new SettingType<>(
        items + ", separated by commas, or the word " + NO_ITEMS,
        true,
        text -> {
          if (text.equals(NO_ITEMS)) {
            return Optional.of(List.of());
          }
          String[] parts = text.split(",", -1);
          List<String> values =
              Arrays.stream(parts)
                  .map(String::strip)
                  .map(parser)
                  .flatMap(Optional::stream)
                  .toList();
          boolean good = values.size() == parts.length && parts.length <= MAX_ITEMS;
          return good ? Optional.of(values.stream().distinct().toList()) : Optional.empty();
        });
  }

  private static Optional<URI> parseHttpUrl(String text) {
    return parsePlainUrl(text).map(HttpUrl::uri);
  }

  private static Optional<HttpUrl> parsePlainUrl(String text) {
    return HttpUrl.parse(text).filter(url -> !url.hasUserInfo() && !url.hasFragment());
  }

  /** Returns the origin as browsers write it: in lower case, without the default port. */
  private static Optional<String> origin(HttpUrl url) {
    return url.query().isEmpty() && (url.path().isEmpty() || url.path().equals("/"))
        ? Optional.of(url.origin())
        : Optional.empty();
  }
}
