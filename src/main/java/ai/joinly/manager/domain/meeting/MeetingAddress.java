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
 * Address of a meeting, with its masked form and a key to compare addresses of the same meeting.
 *
 * @param given the complete address, which only the meeting server and the agent's own
 *     configuration receive
 */
public record MeetingAddress(String given) {
  private static final String MASK = Secret.MASK;

  /** Parameters with a passcode or a personal token. */
  private static final Set<String> SECRETS = Set.of("p", "pw", "pin", "tk", "zak", "sig", "h");

  /** Substrings in the names of such parameters. */
  private static final Pattern SECRET_PART =
      Pattern.compile("pwd|pass|token|secret|key|jwt|signature|checksum|credential");

  /** Parameters for tracking of links and users. */
  private static final Pattern TRACKING =
      Pattern.compile(
          "utm_.*|fbclid|gclid|gbraid|wbraid|dclid|msclkid|yclid|twclid|igshid|mc_cid|mc_eid|_hsenc"
              + "|_hsmi|mkt_tok|authuser|hs|ref|from|si|pli|usp|hl|lang|omn|uname|_ga|_gl");

  private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s\"'<>]++");

  /** Address in JSON, which ends before a backslash. */
  private static final Pattern QUOTED = Pattern.compile("https?://[^\\s\"'<>\\\\]++");

  /** Matches a name only from its beginning, to avoid repeated scans. */
  private static final Pattern ASSIGNMENT =
      Pattern.compile("(?<![A-Za-z0-9_%.-])([A-Za-z0-9_%.-]++)=([^&;\\s\"'<>/#]++)");

  private static final Pattern ZOOM_HOST =
      Pattern.compile("([a-z0-9-]{1,63}\\.){0,3}(zoom\\.us|zoomgov\\.com)");
  private static final Pattern ZOOM_CLUSTER = Pattern.compile("(us\\d\\d(web)?|app|www)\\.");
  private static final Pattern ZOOM_NUMBER =
      Pattern.compile("/(?:j|s|w|wc/join|wc)/(\\d{5,20})(?:/.*)?");
  private static final Pattern MEET_CODE = Pattern.compile("/([a-z]{3})-?([a-z]{4})-?([a-z]{3})");

  /** A shorter value may occur in a text by chance. */
  private static final int MIN_SECRET = 4;

  /** Longer addresses are masked without a comparison. */
  private static final int MAX_COMPARED = 8_192;

  /** Maximum depth of the search for addresses in the parameters of addresses. */
  private static final int MAX_DEPTH = 4;

  /** Returns the address with its secret parts masked, for display. */
  public String shown() {
    return mask(given);
  }

  /** Returns the same text for all addresses of one meeting. Only for comparison. */
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

  /** Returns the path in the fragment, which identifies the meeting in some web clients. */
  private static String inFragment(HttpUrl url) {
    String fragment = Optional.ofNullable(url.uri().getRawFragment()).orElse("");
    String path = fragment.startsWith("!/") ? fragment.substring(1) : fragment;
    int end = path.indexOf('?');
    return path.startsWith("/")
        ? stripSlashes(maskAssignments(end < 0 ? path : path.substring(0, end)))
        : "";
  }

  /** Returns the parameters that may identify the meeting. */
  private static String remaining(HttpUrl url, String path) {
    List<String> all = url.query().map(MeetingAddress::parameters).orElse(List.of());
    String left =
        all.stream()
            .filter(Predicate.not(MeetingAddress::isSecret))
            .filter(parameter -> !TRACKING.matcher(nameOf(parameter)).matches())
            .sorted()
            .distinct()
            .collect(Collectors.joining("&"));
    // Without path and other parameters only the secret ones can distinguish meetings.
    return !left.isEmpty() || !path.isEmpty() || all.isEmpty()
        ? "?" + left
        : "?" + Integer.toHexString(all.stream().sorted().toList().hashCode());
  }

  /** Returns {@code text} with all addresses in it masked. */
  public static String maskAll(String text) {
    return ADDRESS.matcher(text).replaceAll(m -> Matcher.quoteReplacement(mask(m.group())));
  }

  /**
   * Returns {@code text} with this address, all other addresses and all its secret values masked.
   */
  public String hide(String text) {
    String hidden = hideAddress(text);
    for (String secret : secrets()) {
      hidden = hidden.replace(secret, MASK);
    }
    return maskAll(hidden);
  }

  /** Returns {@code text} with this address masked, also in other spellings. */
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
    return address.length() > MAX_COMPARED || new MeetingAddress(address).key().equals(key);
  }

  /**
   * Returns the secret values, the longest first, so that a shorter one does not mask a part of a
   * longer one.
   */
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
        .filter(value -> value.length() >= MIN_SECRET)
        .distinct()
        .sorted(Comparator.comparingInt(String::length).reversed())
        .toList();
  }

  private static String mask(String address) {
    return mask(address, 0);
  }

  /**
   * @param depth the number of addresses that this one is nested in
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

  /** Masks secret assignments in a path, such as matrix parameters. */
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
   * Returns whether a parameter is secret: by its name, or because its value is an address that
   * contains a secret or exceeds the search depth.
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
        || (value.contains("://") && (depth == MAX_DEPTH || !mask(value, depth + 1).equals(value)));
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
