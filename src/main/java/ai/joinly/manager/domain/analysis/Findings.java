package ai.joinly.manager.domain.analysis;

import java.util.List;

/**
 * What a language model makes of a meeting. All of it is limited, as it is sent along with each
 * request for an update.
 *
 * @param summary of the whole meeting so far; may be empty
 * @param keyPoints oldest first
 * @param actionItems oldest first, each with an id of its own
 * @param topics by their start
 * @param sentiment a word; empty while nothing is known
 */
public record Findings(
    String summary,
    List<String> keyPoints,
    List<ActionItem> actionItems,
    List<Topic> topics,
    String sentiment,
    List<String> keywords) {
  public static final int LONGEST_SUMMARY = 2_000;
  public static final int MOST_KEY_POINTS = 40;
  public static final int LONGEST_KEY_POINT = 300;
  public static final int MOST_ACTION_ITEMS = 100;
  public static final int MOST_TOPICS = 40;
  public static final int LONGEST_SENTIMENT = 40;
  public static final int MOST_KEYWORDS = 20;
  public static final int LONGEST_KEYWORD = 60;

  /** Of a meeting that nothing is known of. */
  public static final Findings NONE =
      new Findings("", List.of(), List.of(), List.of(), "", List.of());

  public Findings {
    AnalysisLimits.require(
        summary.length() <= LONGEST_SUMMARY, "the summary must not be longer than allowed");
    AnalysisLimits.size(keyPoints, MOST_KEY_POINTS, "key points");
    keyPoints.forEach(point -> AnalysisLimits.text(point, LONGEST_KEY_POINT, "a key point"));
    AnalysisLimits.size(actionItems, MOST_ACTION_ITEMS, "action items");
    AnalysisLimits.require(
        actionItems.stream().map(ActionItem::id).distinct().count() == actionItems.size(),
        "no two action items may have the same id");
    AnalysisLimits.size(topics, MOST_TOPICS, "topics");
    AnalysisLimits.require(
        sentiment.length() <= LONGEST_SENTIMENT, "the sentiment must be a word or two");
    AnalysisLimits.size(keywords, MOST_KEYWORDS, "keywords");
    keywords.forEach(keyword -> AnalysisLimits.text(keyword, LONGEST_KEYWORD, "a keyword"));
    keyPoints = List.copyOf(keyPoints);
    actionItems = List.copyOf(actionItems);
    topics = List.copyOf(topics);
    keywords = List.copyOf(keywords);
  }
}
