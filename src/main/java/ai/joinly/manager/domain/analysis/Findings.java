package ai.joinly.manager.domain.analysis;

import java.util.List;

/**
 * Findings of a language model about a meeting. All are limited, because they are sent with each
 * request for an update.
 *
 * @param summary the summary of the entire meeting so far; may be empty
 * @param keyPoints the key points, oldest first
 * @param actionItems the action items, oldest first, with unique ids
 * @param topics the topics, ordered by start
 * @param sentiment one or two words; empty while it is unknown
 */
public record Findings(
    String summary,
    List<String> keyPoints,
    List<ActionItem> actionItems,
    List<Topic> topics,
    String sentiment,
    List<String> keywords) {
  public static final int MAX_SUMMARY = 2_000;
  public static final int MAX_KEY_POINTS = 40;
  public static final int MAX_KEY_POINT = 300;
  public static final int MAX_ACTION_ITEMS = 100;
  public static final int MAX_TOPICS = 40;
  public static final int MAX_SENTIMENT = 40;
  public static final int MAX_KEYWORDS = 20;
  public static final int MAX_KEYWORD = 60;

  /** Findings before the first analysis. */
  public static final Findings NONE =
      new Findings("", List.of(), List.of(), List.of(), "", List.of());

  public Findings {
    AnalysisLimits.require(
        summary.length() <= MAX_SUMMARY, "the summary must not be longer than allowed");
    AnalysisLimits.size(keyPoints, MAX_KEY_POINTS, "key points");
    keyPoints.forEach(point -> AnalysisLimits.text(point, MAX_KEY_POINT, "a key point"));
    AnalysisLimits.size(actionItems, MAX_ACTION_ITEMS, "action items");
    AnalysisLimits.require(
        actionItems.stream().map(ActionItem::id).distinct().count() == actionItems.size(),
        "the ids of action items must be unique");
    AnalysisLimits.size(topics, MAX_TOPICS, "topics");
    AnalysisLimits.require(
        sentiment.length() <= MAX_SENTIMENT, "the sentiment must be a word or two");
    AnalysisLimits.size(keywords, MAX_KEYWORDS, "keywords");
    keywords.forEach(keyword -> AnalysisLimits.text(keyword, MAX_KEYWORD, "a keyword"));
    keyPoints = List.copyOf(keyPoints);
    actionItems = List.copyOf(actionItems);
    topics = List.copyOf(topics);
    keywords = List.copyOf(keywords);
  }
}
