package ai.joinly.manager.llm.repair;

import ai.joinly.manager.llm.resilience.OptionalParameter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Parts of a request that the error message of a refusal names.
 *
 * @param parameters the named parameters
 * @param names words in quotation marks or after the word function or tool; some may be names of
 *     tools
 * @param positions positions in the list of tools
 * @param limit the maximum number of tools
 */
public record RefusalDetails(
    Complaint complaint,
    Set<OptionalParameter> parameters,
    Set<String> names,
    List<Integer> positions,
    OptionalInt limit) {
  private static final int MAX_NAMES = 50;
  private static final Pattern NAME =
      Pattern.compile(
          "(?:['\"`]|\\b(?:function|tool)s?[ :]{1,2})([A-Za-z0-9_-]{1,64})(?![A-Za-z0-9_-])",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern POSITION =
      Pattern.compile(
          "(?:\\btools(?:\\[0\\]\\.function_?declarations)?(?:\\[|\\.|['\"],"
              + " ?)|function_?declarations\\[)(\\d{1,4})(?!\\]\\.function_?declarations)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern LIMIT =
      Pattern.compile(
          "(?:at most|more than|maximum length|exceeds?|maximum of|limit of"
              + "|maximum number of items is|maximum[a-z ]{0,40}(?:is|:))\\s{0,2}(\\d{1,5})",
          Pattern.CASE_INSENSITIVE);

  public RefusalDetails {
    parameters = Set.copyOf(parameters);
    names = Set.copyOf(names);
    positions = List.copyOf(positions);
  }

  /** Parses {@code words}, the error message of the server in bounded length. */
  public static RefusalDetails of(String words) {
    Set<OptionalParameter> parameters = OptionalParameter.namedIn(words);
    Optional<Complaint> complaint = Complaint.in(words);
    Matcher limit = LIMIT.matcher(words);
    return new RefusalDetails(
        complaint.orElse(parameters.isEmpty() ? Complaint.UNKNOWN : Complaint.PARAMETER),
        parameters,
        names(words),
        POSITION.matcher(words).results().map(r -> Integer.valueOf(r.group(1))).limit(8).toList(),
        limit.find() ? OptionalInt.of(Integer.parseInt(limit.group(1))) : OptionalInt.empty());
  }

  private static Set<String> names(String words) {
    return NAME.matcher(words)
        .results()
        .map(result -> result.group(1))
        .limit(MAX_NAMES)
        .collect(Collectors.toSet());
  }
}
