package ai.joinly.manager.api.rest;

import ai.joinly.manager.agent.AgentCursor;
import ai.joinly.manager.agent.AgentQuery;
import ai.joinly.manager.domain.WireName;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.agent.Metadata;
import ai.joinly.manager.domain.meeting.MeetingAddress;
import io.helidon.common.uri.UriQuery;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The query of {@code GET /agents}. */
final class AgentListRequest {
  private static final String STATUS = "status";
  private static final String MEETING = "meeting_url";
  private static final String LIMIT = "limit";
  private static final String AFTER = "after";
  private static final String LOGS = "logs";
  private static final String METADATA = "metadata";
  private static final int MAX_LIMIT = 1_000;

  private final UriQuery query;

  private AgentListRequest(UriQuery query) {
    this.query = query;
  }

  /**
   * Reads a query.
   *
   * @param logLines how many log lines of each agent are shown at most, and if nothing else is said
   * @throws ai.joinly.manager.domain.InvalidFieldsException that names the bad parameter
   */
  static AgentQuery read(UriQuery query, int logLines) {
    return new AgentListRequest(query).read(logLines);
  }

  /** Returns the value of a {@code Link} header with the address of the next page. */
  static String linkToNext(UriQuery query, AgentCursor next) {
    Stream<String> kept =
        query.names().stream()
            .filter(name -> !name.equals(AFTER) && isKnown(name))
            .flatMap(name -> query.all(name).stream().map(value -> parameter(name, value)));
    return Stream.concat(kept, Stream.of(parameter(AFTER, next.toString())))
        .collect(Collectors.joining("&", "</agents?", ">; rel=\"next\""));
  }

  private static String parameter(String name, String value) {
    return encoded(name) + "=" + encoded(value);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private AgentQuery read(int logLines) {
    checkNames();
    return new AgentQuery(
        statuses(),
        meeting(),
        metadata(),
        after(),
        query.contains(LIMIT)
            ? (int) QueryNumbers.read(query, LIMIT, MAX_LIMIT, 1, MAX_LIMIT)
            : Integer.MAX_VALUE,
        (int) QueryNumbers.read(query, LOGS, logLines, 0, logLines));
  }

  private static boolean isKnown(String name) {
    return List.of(STATUS, MEETING, LIMIT, AFTER, LOGS).contains(name) || isMetadata(name);
  }

  private static boolean isMetadata(String name) {
    return name.startsWith(METADATA + ".");
  }

  private void checkNames() {
    List<String> known =
        Stream.concat(
                Stream.of(STATUS, MEETING, LIMIT, AFTER, LOGS, METADATA),
                query.names().stream().filter(AgentListRequest::isMetadata))
            .toList();
    QueryNames.check(query, known.toArray(String[]::new));
    for (String name : query.names()) {
      int dot = name.indexOf('.');
      if (name.equals(METADATA)
          || (isMetadata(name) && !Metadata.isName(name.substring(dot + 1)))) {
        throw QueryNumbers.invalid(name, "must name an entry, as in metadata.team");
      }
      if (dot > 0 && !isMetadata(name)) {
        QueryNames.checkNear(name, name.substring(0, dot), List.of(METADATA));
      }
    }
  }

  private Set<AgentStatus> statuses() {
    Set<AgentStatus> statuses = EnumSet.noneOf(AgentStatus.class);
    for (String name : texts(STATUS).stream().flatMap(AgentListRequest::parts).toList()) {
      statuses.add(
          WireName.parse(AgentStatus.class, name)
              .orElseThrow(
                  () ->
                      QueryNumbers.invalid(
                          STATUS,
                          "must be one or more, separated by commas, of "
                              + WireName.allowed(AgentStatus.class))));
    }
    return statuses;
  }

  private static Stream<String> parts(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip);
  }

  private Optional<MeetingAddress> meeting() {
    List<String> addresses = texts(MEETING);
    if (addresses.size() > 1 || addresses.contains("")) {
      throw QueryNumbers.invalid(MEETING, "must be one address of a meeting");
    }
    return addresses.stream().map(MeetingAddress::new).findFirst();
  }

  private Map<String, Set<String>> metadata() {
    Map<String, Set<String>> asked = new TreeMap<>();
    query.names().stream()
        .filter(AgentListRequest::isMetadata)
        .forEach(
            name ->
                asked.put(name.substring(METADATA.length() + 1), new LinkedHashSet<>(texts(name))));
    return asked;
  }

  private Optional<AgentCursor> after() {
    if (!query.contains(AFTER)) {
      return Optional.empty();
    }
    Optional<AgentCursor> cursor = AgentCursor.parse(query.first(AFTER).orElse(""));
    if (cursor.isEmpty()) {
      throw QueryNumbers.invalid(AFTER, "must be the one of the Link header of the page before");
    }
    return cursor;
  }

  private List<String> texts(String name) {
    return query.contains(name) ? query.all(name) : List.of();
  }
}
