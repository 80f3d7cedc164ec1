package ai.joinly.manager.deploy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a PromQL expression asks for, as far as boards and alerts use the language.
 *
 * @param selectors each metric with the labels that it is to have
 * @param grouping labels that results are grouped by
 */
record PromQl(List<Selector> selectors, Set<String> grouping) {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\"(?:[^\"\\\\]|\\\\.)*\"|\\[[^\\]]*\\]|[a-zA-Z_:][a-zA-Z0-9_:]*|[0-9.]+[a-z]*|=~|!~|!=|\\S");
  private static final Set<String> GROUPINGS = Set.of("by", "without", "on", "ignoring");
  private static final Set<String> WORDS =
      Set.of("and", "or", "unless", "offset", "bool", "group_left", "group_right");
  private static final Set<String> FUNCTIONS =
      Set.of(
          "sum",
          "rate",
          "absent",
          "increase",
          "histogram_quantile",
          "max",
          "min",
          "avg",
          "count",
          "vector",
          "resets");

  /** A condition on a label, such as {@code status="error"}. */
  record Condition(String label, String operator, String value) {}

  /** A metric and what its labels are to be. */
  record Selector(String metric, List<Condition> conditions) {}

  static PromQl parse(String expression) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(expression);
    while (matcher.find()) {
      tokens.add(matcher.group());
    }
    List<Selector> selectors = new ArrayList<>();
    Set<String> grouping = new HashSet<>();
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i);
      if (GROUPINGS.contains(token)) {
        int end = i + tokens.subList(i, tokens.size()).indexOf(")");
        tokens.subList(i + 2, end).stream().filter(t -> !t.equals(",")).forEach(grouping::add);
        i = end;
      } else if (isName(token) && !WORDS.contains(token) && !FUNCTIONS.contains(token)) {
        List<Condition> conditions = new ArrayList<>();
        if (i + 1 < tokens.size() && tokens.get(i + 1).equals("{")) {
          int end = i + tokens.subList(i, tokens.size()).indexOf("}");
          for (int at = i + 2; at < end; at += 4) {
            String value = tokens.get(at + 2);
            conditions.add(
                new Condition(
                    tokens.get(at), tokens.get(at + 1), value.substring(1, value.length() - 1)));
          }
          i = end;
        }
        selectors.add(new Selector(token, conditions));
      }
    }
    return new PromQl(selectors, grouping);
  }

  private static boolean isName(String token) {
    return Character.isLetter(token.charAt(0)) || token.charAt(0) == '_';
  }
}
