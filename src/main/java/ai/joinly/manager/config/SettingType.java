package ai.joinly.manager.config;

import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.WireName;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.agent.TimeZones;
import ai.joinly.manager.domain.usage.ModelPrice;
import ai.joinly.manager.net.HttpUrl;
import ai.joinly.manager.net.ProxyServer;
import java.math.BigDecimal;
import java.net.URI;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * How the text of a setting becomes its value.
 *
 * @param allowed what is allowed, to follow "must be"
 * @param list whether YAML may give a list for it; the text is then its items with commas between
 * @param parser empty for text that is not allowed; gets the text without space around it
 */
record SettingType<T>(String allowed, boolean list, Function<String, Optional<T>> parser) {
  /** The text of an empty list, since an empty text means "not set". */
  static final String NO_ITEMS = "none";

  private static final int LONGEST_TEXT = 8192;
  private static final int MOST_ITEMS = 100;
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
    return text.length() > LONGEST_TEXT ? Optional.empty() : parser.apply(text.strip());
  }

  private static <T> SettingType<T> of(String allowed, Function<String, Optional<T>> parser) {
    return new SettingType<>(allowed, false, parser);
  }

  static SettingType<Integer> wholeNumber(int from, int to) {
    return of(
        "a whole number from " + from + " to " + to,
        text -> {
          try {
            int number = Integer.parseInt(text);
            return number >= from && number <= to ? Optional.of(number) : Optional.empty();
          } catch (NumberFormatException e) {
            return Optional.empty();
          }
        });
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

  static <E extends Enum<E>> SettingType<E> oneOf(Class<E> type) {
    return of(
        "one of " + WireName.allowed(type),
        text -> WireName.parse(type, text.toLowerCase(Locale.ROOT)));
  }

  static SettingType<ZoneId> timeZone() {
    return of(TimeZones.ALLOWED, TimeZones::parse);
  }

  static SettingType<LogLevel> logLevel() {
    SettingType<LogLevel> levels = oneOf(LogLevel.class);
    return of(
        levels.allowed(),
        text -> "warning".equalsIgnoreCase(text) ? Optional.of(LogLevel.WARN) : levels.parse(text));
  }

  /** Printable text without spaces. */
  static SettingType<String> word(String allowed) {
    return of(allowed, text -> Optional.of(text).filter(PRINTABLE.asMatchPredicate()));
  }

  /** The same, of so many characters at least. */
  static SettingType<String> longWord(int shortest) {
    SettingType<String> words = word("a text of at least " + shortest + " characters, no spaces");
    return of(words.allowed(), text -> words.parse(text).filter(w -> w.length() >= shortest));
  }

  static SettingType<URI> httpUrl() {
    return of("an http or https URL without a user or a password", SettingType::parseHttpUrl);
  }

  /** A URL that paths are appended to. */
  static SettingType<URI> baseUrl() {
    return of(
        "an http or https URL without a user, a password or a query",
        text -> parseHttpUrl(text).filter(uri -> uri.getQuery() == null));
  }

  /** The host of a server, as a browser's origins are not: {@code name} or {@code name:port}. */
  static SettingType<List<String>> hosts() {
    return listOf(
        "hosts as name or name:port",
        text -> Optional.of(text.toLowerCase(Locale.ROOT)).filter(HOST.asMatchPredicate()));
  }

  /** Names that a request may be for: {@code name}, {@code *.name} or {@code *}. */
  static SettingType<List<String>> hostNames() {
    return listOf(
        "host names such as name.example.com or *.example.com, or *",
        text -> Optional.of(text.toLowerCase(Locale.ROOT)).filter(HOST_NAME.asMatchPredicate()));
  }

  static SettingType<ProxyServer> proxy() {
    return of(
        "http://host:port, with user:password@ before the host if need be", ProxyServer::parse);
  }

  /** What {@code NO_PROXY} holds, with commas or spaces between, as other programs read it. */
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

  /** Prices by the name of a model, which may end in {@code *}. */
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

  /** The same, with its text kept as a secret. */
  SettingType<Secret> asSecret() {
    return new SettingType<>(allowed, list, text -> parse(text).map(value -> new Secret(text)));
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
          boolean good = values.size() == parts.length && parts.length <= MOST_ITEMS;
          return good ? Optional.of(values.stream().distinct().toList()) : Optional.empty();
        });
  }

  private static Optional<URI> parseHttpUrl(String text) {
    return parsePlainUrl(text).map(HttpUrl::uri);
  }

  private static Optional<HttpUrl> parsePlainUrl(String text) {
    return HttpUrl.parse(text).filter(url -> !url.hasUserInfo() && !url.hasFragment());
  }

  /** As browsers write it: in lower case, without the scheme's own port. */
  private static Optional<String> origin(HttpUrl url) {
    return url.query().isEmpty() && (url.path().isEmpty() || url.path().equals("/"))
        ? Optional.of(url.origin())
        : Optional.empty();
  }
}
