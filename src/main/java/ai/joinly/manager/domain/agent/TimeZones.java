package ai.joinly.manager.domain.agent;

import ai.joinly.manager.domain.NearestName;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Time zones by IANA id, and their display names. */
public final class TimeZones {
  /** Description of allowed values, to follow "must be". */
  public static final String ALLOWED = "an IANA time zone such as Europe/Berlin or UTC";

  /** Maximum number of edits between a misspelled id and the suggested one. */
  private static final int TYPO = 2;

  private static final int MAX_ID = 64;

  /** Prefixes of the JDK's legacy ids, which are not suggested. */
  private static final Set<String> OLD_PREFIXES = Set.of("SystemV/", "Etc/");

  private TimeZones() {}

  /** Returns the zone with {@code id}; empty if it is not an IANA id. */
  public static Optional<ZoneId> parse(String id) {
    return ZoneId.getAvailableZoneIds().contains(id)
        ? Optional.of(ZoneId.of(id))
        : Optional.empty();
  }

  /** Returns an error message for {@code id}, with a suggestion if a similar id exists. */
  public static String mustBe(String id) {
    return "must be "
        + ALLOWED
        + suggestion(id.strip()).map(near -> "; did you mean " + near + "?").orElse("");
  }

  private static Optional<String> suggestion(String id) {
    if (id.length() > MAX_ID || id.isEmpty()) {
      return Optional.empty();
    }
    String plain = plain(id);
    return Optional.ofNullable(ZoneId.SHORT_IDS.get(id.toUpperCase(Locale.ROOT)))
        .filter(zone -> zone.contains("/"))
        .or(() -> first(zone -> plain(zone).equals(plain)))
        .or(() -> first(zone -> plain(zone.substring(zone.lastIndexOf('/') + 1)).equals(plain)))
        .or(() -> NearestName.of(id, ZoneId.getAvailableZoneIds(), TYPO));
  }

  private static Optional<String> first(java.util.function.Predicate<String> fits) {
    return ZoneId.getAvailableZoneIds().stream()
        .filter(zone -> OLD_PREFIXES.stream().noneMatch(zone::startsWith))
        .filter(fits)
        .min(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace(' ', '_');
  }

  /**
   * Returns "UTC", or for example "Europe/Berlin (UTC+01:00)" with the offset at {@code moment}.
   */
  public static String label(ZoneId zone, Instant moment) {
    String offset = zone.getRules().getOffset(moment).getId();
    String utc = offset.equals("Z") ? "UTC" : "UTC" + offset;
    return UTC_NAMES.getOrDefault(zone.getId(), zone.getId() + " (" + utc + ")");
  }

  /** Names of the zones that are shown without an offset. */
  private static final Map<String, String> UTC_NAMES =
      Map.of("UTC", "UTC", "Z", "UTC", "Etc/UTC", "UTC", "GMT", "GMT");
}
