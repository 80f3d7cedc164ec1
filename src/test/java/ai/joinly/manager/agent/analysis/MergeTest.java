package ai.joinly.manager.agent.analysis;

import static ai.joinly.manager.agent.analysis.Analyses.NINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.analysis.ActionItem;
import ai.joinly.manager.domain.analysis.Findings;
import ai.joinly.manager.domain.analysis.ItemStatus;
import ai.joinly.manager.domain.analysis.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MergeTest {
  private static final Findings KNOWN =
      new Findings(
          "So far.",
          List.of("First point", "Second point"),
          List.of(
              Analyses.item(1, "Send the report"),
              Analyses.item(2, "Call the client"),
              Analyses.item(4, "Book a room")),
          List.of(topic("Budget", 0, 600), topic("Hiring plans", 600, 2_900)),
          "neutral",
          List.of("budget"));

  private static Topic topic(String title, int from, int to) {
    return new Topic(
        title, NINE.plusSeconds(from), NINE.plusSeconds(to), "About it.", List.of("Ada"));
  }

  private static Merge merge(Findings known, String answer) {
    return Merge.of(
        Analyses.anHour(known, Math.max(5, known.actionItems().size())),
        Analyses.said(),
        AnswerReader.read(answer).orElseThrow());
  }

  private static List<String> items(Merge merge) {
    return merge.findings().actionItems().stream()
        .map(item -> item.id() + " " + item.description())
        .toList();
  }

  @Test
  void whatTheModelForgetsStays() {
    Findings same = merge(KNOWN, "{\"summary\":\"\",\"action_items\":[]}").findings();
    assertEquals(KNOWN, same);
  }

  @Test
  void itemsKeepTheirIds() {
    Merge merge =
        merge(
            KNOWN,
            """
            {"action_items": [
              {"id": "action_1", "description": "Send the quarterly report", "assignee": "Ada"},
              {"id": "", "description": "call the CLIENT!", "status": "completed"},
              {"id": "action_99", "description": "Order lunch", "due_date": "Friday"},
              {"id": "4", "description": "Book a room", "priority": "high"},
              {"id": "", "description": "Order lunch"}]}
            """);
    assertEquals(
        List.of(
            "action_1 Send the quarterly report",
            "action_2 Call the client",
            "action_4 Book a room",
            "action_6 Order lunch"),
        items(merge));
    assertEquals(6, merge.lastItem());
    ActionItem lunch = merge.findings().actionItems().getLast();
    assertEquals(Optional.of("Friday"), lunch.dueDate());
    assertEquals(NINE.plusSeconds(3_030), lunch.createdAt());
    assertEquals(ItemStatus.COMPLETED, merge.findings().actionItems().get(1).status());
    assertEquals(NINE, merge.findings().actionItems().getFirst().createdAt());
  }

  @Test
  void anIdWithQuiteOtherWordsIsAnItemOfItsOwn() {
    assertEquals(
        List.of(
            "action_1 Send the report",
            "action_2 Call the client",
            "action_4 Book a room",
            "action_6 Renew insurance"),
        items(
            merge(
                KNOWN,
                "{\"action_items\":[{\"id\":\"action_1\",\"description\":\"Renew insurance\"}]}")));
  }

  @Test
  void whatIsToldAgainWithoutItsIdIsNotThereTwice() {
    Merge merge =
        merge(
            KNOWN,
            """
            {"action_items": [
              {"id": "", "description": "send the REPORT as agreed", "status": "in_progress"},
              {"id": "", "description": "Call the client's lawyer in Hamburg"},
              {"id": "action_2", "description": "Book a room", "status": "completed"},
              {"id": "", "description": "Book a room!", "status": "pending"}]}
            """);
    assertEquals(
        List.of(
            "action_1 Send the report",
            "action_2 Call the client",
            "action_4 Book a room",
            "action_6 Call the client's lawyer in Hamburg"),
        items(merge));
    assertEquals(
        List.of(
            ItemStatus.IN_PROGRESS, ItemStatus.PENDING, ItemStatus.COMPLETED, ItemStatus.PENDING),
        merge.findings().actionItems().stream().map(ActionItem::status).toList());
  }

  @Test
  void itemsGoOnlyByNameAndTheirIdsAreNeverUsedAgain() {
    Merge gone = merge(KNOWN, "{\"remove_action_items\":[\"action_4\",\"action_1\",\"action_8\"]}");
    assertEquals(List.of("action_2 Call the client"), items(gone));
    assertEquals(5, gone.lastItem());
    assertEquals(
        List.of("action_2 Call the client", "action_6 Book a room"),
        items(merge(gone.findings(), "{\"action_items\":[\"Book a room\"]}")));
  }

  @Test
  void whatTheModelSawCutIsNotCutByIt() {
    String whole = "Write down what was agreed with the client " + "and more ".repeat(30).strip();
    Findings known =
        new Findings("", List.of(), List.of(Analyses.item(1, whole)), List.of(), "", List.of());
    String shown = TextSimilarity.flat(whole, 160);
    Merge merge =
        merge(
            known,
            "{\"action_items\":[{\"id\":\"action_1\",\"description\":\""
                + shown
                + "\",\"status\":\"in_progress\"}]}");
    assertEquals(List.of("action_1 " + whole), items(merge));
    assertEquals(ItemStatus.IN_PROGRESS, merge.findings().actionItems().getFirst().status());
  }

  @Test
  void fullListsGiveWayWhereTheyCan() {
    List<ActionItem> full =
        new ArrayList<>(
            IntStream.rangeClosed(1, Findings.MAX_ACTION_ITEMS)
                .mapToObj(i -> Analyses.item(i, "Do thing number " + i))
                .toList());
    Findings open = new Findings("", List.of(), full, List.of(), "", List.of());
    Merge refused = merge(open, "{\"action_items\":[\"One more\"]}");
    assertEquals(full, refused.findings().actionItems());
    assertTrue(refused.notes().getFirst().startsWith("1 new action items"));
    Merge done =
        merge(
            open,
            "{\"action_items\":[{\"id\":\"action_7\",\"description\":\"Do thing number 7\","
                + "\"status\":\"completed\"},\"One more\"]}");
    assertEquals(Findings.MAX_ACTION_ITEMS, done.findings().actionItems().size());
    assertTrue(items(done).stream().noneMatch(item -> item.startsWith("action_7 ")));

    StringBuilder many = new StringBuilder("{\"new_key_points\":[\"0\"");
    StringBuilder topics = new StringBuilder("\"topics\":[\"T0\"");
    StringBuilder words = new StringBuilder("\"keywords\":[\"0\"");
    for (int i = 1; i < 60; i++) {
      many.append(",\"Point number ").append(i).append('"');
      topics
          .append(",{\"topic\":\"Title ")
          .append(i)
          .append("\",\"start\":\"")
          .append(i)
          .append(":00\",\"end\":\"")
          .append(i)
          .append(":30\"}");
      words.append(",\"k").append(i).append('"');
    }
    Findings much = merge(KNOWN, many + "]," + topics + "]," + words + "]}").findings();
    assertEquals(Findings.MAX_KEY_POINTS, much.keyPoints().size());
    assertEquals("Point number 59", much.keyPoints().getLast());
    assertEquals(Findings.MAX_TOPICS, much.topics().size());
    assertTrue(much.topics().stream().anyMatch(topic -> topic.topic().equals("Hiring plans")));
    assertEquals(Findings.MAX_KEYWORDS, much.keywords().size());
  }

  @Test
  void keyPointsAreAddedOnceAndReplacedByNumber() {
    Findings findings =
        merge(
                KNOWN,
                "{\"new_key_points\":[\"second POINT.\",\"Third point\"],\"drop_key_points\":[1,9]}")
            .findings();
    assertEquals(List.of("Second point", "Third point"), findings.keyPoints());
    assertEquals(
        KNOWN.keyPoints(), merge(KNOWN, "{\"drop_key_points\":[1,2]}").findings().keyPoints());
  }

  @Test
  void topicsGoOnAndTheirTimesStayWithinTheMeeting() {
    List<Topic> topics =
        merge(
                KNOWN,
                """
                {"topics": [
                  {"number": 2, "topic": "Hiring", "start": "[48:00]", "end": "51:00",
                   "summary": "Two posts.", "participants": ["Bob", "Ada"]},
                  {"number": 1, "topic": "Offices", "start": "52:00", "end": "49:30"},
                  {"number": 0, "topic": "Travel", "start": "soon", "end": "99:00"},
                  {"number": 0, "topic": "budget", "start": "0:55:00", "end": "56:00"}]}
                """)
            .findings()
            .topics();
    assertEquals(
        List.of(
            "Budget 0-600",
            "Hiring 600-3060",
            "Offices 2970-3120",
            "Travel 3000-3600",
            "budget 3300-3360"),
        topics.stream()
            .map(
                topic ->
                    "%s %d-%d"
                        .formatted(
                            topic.topic(),
                            topic.startTime().getEpochSecond() - NINE.getEpochSecond(),
                            topic.endTime().getEpochSecond() - NINE.getEpochSecond()))
            .toList());
    assertEquals("Two posts.", topics.get(1).summary());
    assertEquals(List.of("Ada", "Bob"), topics.get(1).participants());
  }

  @Test
  void marksAreReadInManyForms() {
    assertEquals("75:10", TimestampMarks.write(NINE, NINE.plusSeconds(4_510)));
    assertEquals("00:00", TimestampMarks.write(NINE, NINE.minusSeconds(5)));
    for (String mark :
        List.of("75:10", "[75:10]", "1:15:10", "at 75:10.", "2026-03-01T10:15:10Z")) {
      assertEquals(Optional.of(NINE.plusSeconds(4_510)), TimestampMarks.read(NINE, mark), mark);
    }
    assertEquals(Optional.empty(), TimestampMarks.read(NINE, "later"));
    assertEquals(Optional.empty(), TimestampMarks.read(NINE, "12"));
  }
}
