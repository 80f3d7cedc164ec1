package ai.joinly.manager.domain.meeting;

import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.net.HttpUrl;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The address of a meeting: how it is shown, and which addresses name the same meeting.
 *
 * @param given the whole address, which only the meeting server and the agent's own configuration
 *     get
 */
public record MeetingAddress(String given) {
  private static final String MASK = Secret.MASK;

  /** Parameters with a passcode or a personal token. */
  private static final Set<String> SECRETS = Set.of("p", "pw", "pin", "tk", "zak", "sig", "h");

  /** Parts of names that such parameters have. */
  private static final Pattern SECRET_PART =
      Pattern.compile("pwd|pass|token|secret|key|jwt|signature|checksum|credential");

  /** Parameters that tell where a link was found, or who follows it. */
  private static final Pattern TRACKING =
      Pattern.compile(
          "utm_.*|fbclid|gclid|gbraid|wbraid|dclid|msclkid|yclid|twclid|igshid|mc_cid|mc_eid|_hsenc"
              + "|_hsmi|mkt_tok|authuser|hs|ref|from|si|pli|usp|hl|lang|omn|uname|_ga|_gl");

  private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s\"'<>]++");

  /** In JSON, where a backslash begins what is no part of it. */
  private static final Pattern QUOTED = Pattern.compile("https?://[^\\s\"'<>\\\\]++");

  /** Looks at each name once, where it begins. */
  private static final Pattern ASSIGNMENT =
      Pattern.compile("(?<![A-Za-z0-9_%.-])([A-Za-z0-9_%.-]++)=([^&;\\s\"'<>/#]++)");

  private static final Pattern ZOOM_HOST =
      Pattern.compile("([a-z0-9-]{1,63}\\.){0,3}(zoom\\.us|zoomgov\\.com)");
  private static final Pattern ZOOM_CLUSTER = Pattern.compile("(us\\d\\d(web)?|app|www)\\.");
  private static final Pattern ZOOM_NUMBER =
      Pattern.compile("/(?:j|s|w|wc/join|wc)/(\\d{5,20})(?:/.*)?");
  private static final Pattern MEET_CODE = Pattern.compile("/([a-z]{3})-?([a-z]{4})-?([a-z]{3})");

  /** A shorter value is found in any text by chance. */
  private static final int SHORTEST_SECRET = 4;

  /** Longer addresses are masked without being compared. */
  private static final int LONGEST = 8_192;

  /** How deep addresses are looked for in the parameters of addresses. */
  private static final int DEEPEST = 4;

  /** The address without its secret parts, for everybody. */
  public String shown() {
    return mask(given);
  }

  /**
   * The same text for all addresses of one meeting, however they are written. For comparing only.
   */
  public String key() {
    return HttpUrl.parse(given.strip()).map(MeetingAddress::key).orElse(given);
  }

  private static String key(HttpUrl url) {
    String path = stripSlashes(maskAssignments(url.path()));
    if (url.host().equals("meet.google.com")) {
      Matcher code = MEET_CODE.matcher(path.toLowerCase(Locale.ROOT));
      return url.host()
          + (code.matches() ? "/" + code.group(1) + code.group(2) + code.group(3) : path);
    }
    if (ZOOM_HOST.matcher(url.host()).matches()) {
      Matcher number = ZOOM_NUMBER.matcher(path);
      String host = ZOOM_CLUSTER.matcher(url.host()).replaceFirst("");
      if (number.matches()) {
        return host + "/j/" + number.group(1);
      }
    }
    if (url.host().equals("teams.microsoft.com") || url.host().equals("teams.live.com")) {
      for (String place : List.of(path, inFragment(url))) {
        String meeting = decoded(place);
        if (meeting.startsWith("/l/meetup-join/") || meeting.startsWith("/meet/")) {
          return url.host() + meeting;
        }
      }
    }
    return url.origin() + path + remaining(url, path) + inFragment(url);
  }

  /** The path behind the mark of a fragment, by which some web clients know the meeting. */
  private static String inFragment(HttpUrl url) {
    String fragment = Optional.ofNullable(url.uri().getRawFragment()).orElse("");
    String path = fragment.startsWith("!/") ? fragment.substring(1) : fragment;
    int end = path.indexOf('?');
    return path.startsWith("/")
        ? stripSlashes(maskAssignments(end < 0 ? path : path.substring(0, end)))
        : "";
  }

  /** The parameters by which the meeting may be known. */
  private static String remaining(HttpUrl url, String path) {
    List<String> all = url.query().map(MeetingAddress::parameters).orElse(List.of());
    String left =
        all.stream()
            .filter(Predicate.not(MeetingAddress::isSecret))
            .filter(parameter -> !TRACKING.matcher(nameOf(parameter)).matches())
            .sorted()
            .distinct()
            .collect(Collectors.joining("&"));
    // Nothing else is left to tell one meeting from another.
    return !left.isEmpty() || !path.isEmpty() || all.isEmpty()
        ? "?" + left
        : "?" + Integer.toHexString(all.stream().sorted().toList().hashCode());
  }

  /** {@code text} with every address in it masked. */
  public static String maskAll(String text) {
    return ADDRESS.matcher(text).replaceAll(m -> Matcher.quoteReplacement(mask(m.group())));
  }

  /** {@code text} with this address masked, and its secret values wherever they stand. */
  public String hide(String text) {
    String hidden = hideAddress(text);
    for (String secret : secrets()) {
      hidden = hidden.replace(secret, MASK);
    }
    return maskAll(hidden);
  }

  /** {@code text} with this address masked, also where the meeting's is written otherwise. */
  public String hideAddress(String text) {
    String hidden = text.replace(given, shown());
    if (!hidden.contains("://")) {
      return hidden;
    }
    String key = key();
    return QUOTED
        .matcher(hidden)
        .replaceAll(
            m -> Matcher.quoteReplacement(mayBe(m.group(), key) ? mask(m.group()) : m.group()));
  }

  private static boolean mayBe(String address, String key) {
    return address.length() > LONGEST || new MeetingAddress(address).key().equals(key);
  }

  /** The longest first, so that a part of one does not spoil it. */
  private List<String> secrets() {
    Set<String> values = new LinkedHashSet<>();
    Optional<HttpUrl> url = HttpUrl.parse(given.strip());
    url.flatMap(HttpUrl::userInfo)
        .ifPresent(
            info -> {
              values.add(info);
              values.addAll(Arrays.asList(info.split(":", 2)));
            });
    url.flatMap(HttpUrl::query).map(MeetingAddress::parameters).orElse(List.of()).stream()
        .filter(MeetingAddress::isSecret)
        .forEach(parameter -> values.add(parameter.substring(parameter.indexOf('=') + 1)));
    List<String> all = new ArrayList<>(values);
    values.forEach(value -> all.add(decoded(value)));
    return all.stream()
        .filter(value -> value.length() >= SHORTEST_SECRET)
        .distinct()
        .sorted(Comparator.comparingInt(String::length).reversed())
        .toList();
  }

  private static String mask(String address) {
    return mask(address, 0);
  }

  /**
   * @param depth how many addresses this one is a parameter of
   */
  private static String mask(String address, int depth) {
    int fragment = address.indexOf('#');
    String rest = fragment < 0 ? address : address.substring(0, fragment);
    int question = rest.indexOf('?');
    String place = question < 0 ? rest : rest.substring(0, question);
    int host = place.indexOf("://") + 3;
    int slash = place.indexOf('/', host);
    int at = place.lastIndexOf('@', slash < 0 ? place.length() : slash);
    if (at >= host) {
      place = place.substring(0, host) + MASK + place.substring(at);
    }
    String masked = maskAssignments(place, depth);
    return question < 0
        ? masked
        : masked
            + parameters(rest.substring(question + 1)).stream()
                .map(
                    one ->
                        isSecret(one, depth) ? one.substring(0, one.indexOf('=') + 1) + MASK : one)
                .collect(Collectors.joining("&", "?", ""));
  }

  private static String maskAssignments(String path) {
    return maskAssignments(path, 0);
  }

  /** Matrix parameters, for instance. */
  private static String maskAssignments(String path, int depth) {
    return ASSIGNMENT
        .matcher(path)
        .replaceAll(
            m ->
                Matcher.quoteReplacement(
                    isSecret(m.group(), depth) ? m.group(1) + "=" + MASK : m.group()));
  }

  private static List<String> parameters(String query) {
    return Arrays.stream(query.split("&", -1)).filter(one -> !one.isEmpty()).toList();
  }

  private static boolean isSecret(String parameter) {
    return isSecret(parameter, 0);
  }

  /**
   * By its name, or because its value is an address with a secret of its own, or with so many
   * addresses in one another that it is not looked for.
   */
  private static boolean isSecret(String parameter, int depth) {
    int equals = parameter.indexOf('=');
    if (equals < 0) {
      return false;
    }
    String name = nameOf(parameter);
    String value = decoded(decoded(parameter.substring(equals + 1)));
    return SECRETS.contains(name)
        || SECRET_PART.matcher(name).find()
        || (value.contains("://") && (depth == DEEPEST || !mask(value, depth + 1).equals(value)));
  }

  private static String nameOf(String parameter) {
    int equals = parameter.indexOf('=');
    return decoded(equals < 0 ? parameter : parameter.substring(0, equals))
        .toLowerCase(Locale.ROOT);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  private static String stripSlashes(String path) {
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }

  @Override
  public String toString() {
    return shown();
  }
}
