package ai.joinly.manager.agent;

import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * An hour of meeting, some 9,000 words, always the same: five people, eight topics, decisions,
 * tasks and much talk around them.
 */
final class ScriptedHour {
  private static final double SECONDS_A_WORD = 0.38;
  private static final double TOPIC_SECONDS = 450;
  private static final List<String> PEOPLE = List.of("Ada", "Bob", "Chidi", "Dana", "Emil");

  /** What the people agree on under one topic. */
  private record Agenda(
      String title, List<String> nouns, List<String> decisions, List<String> tasks) {}

  private static final List<Agenda> AGENDA =
      List.of(
          new Agenda(
              "the budget for the second quarter",
              List.of("the travel budget", "the cloud bill", "the forecast", "the reserve"),
              List.of(
                  "the travel budget is cut by ten percent",
                  "the reserve stays at forty thousand euros"),
              List.of(
                  "Ada will send the revised budget to finance by Friday",
                  "Bob will ask the cloud provider for a discount by the end of March")),
          new Agenda(
              "hiring in the platform team",
              List.of("the senior position", "the interviews", "the job advert", "the candidates"),
              List.of("we hire one senior engineer and no junior this quarter"),
              List.of(
                  "Dana will rewrite the job advert by Wednesday",
                  "Chidi will interview the two finalists by next Tuesday",
                  "Emil will collect feedback from the interviewers")),
          new Agenda(
              "the launch of the mobile app",
              List.of("the beta group", "the app store review", "the login screen", "the rollout"),
              List.of(
                  "the mobile app launches on the twelfth of May",
                  "the beta group grows to five hundred people"),
              List.of(
                  "Chidi will fix the crash on the login screen by Monday",
                  "Dana will write the release notes")),
          new Agenda(
              "customer complaints about exports",
              List.of("the export job", "the support queue", "the time limit", "large customers"),
              List.of("exports over one gigabyte are sent by mail instead"),
              List.of(
                  "Emil will call the three largest customers by Thursday",
                  "Bob will raise the time limit of the export job")),
          new Agenda(
              "the office move to Hamburg",
              List.of("the lease", "the moving company", "the meeting rooms", "the furniture"),
              List.of("the lease in Hamburg is signed for five years"),
              List.of(
                  "Ada will compare offers of moving companies by the tenth of April",
                  "Dana will plan the meeting rooms on the second floor")),
          new Agenda(
              "the security review",
              List.of("the audit", "the password policy", "the backup test", "the old servers"),
              List.of(
                  "the old servers are switched off in June",
                  "everybody uses a hardware key from May on"),
              List.of(
                  "Chidi will order hardware keys for the whole company",
                  "Emil will repeat the backup test by the end of the month")),
          new Agenda(
              "the partner contract with Northwind",
              List.of("the contract", "the revenue share", "the lawyers", "the pilot phase"),
              List.of("Northwind gets a revenue share of fifteen percent"),
              List.of(
                  "Bob will forward the contract draft to the lawyers by tomorrow",
                  "Ada will invite Northwind to a workshop")),
          new Agenda(
              "plans for the offsite",
              List.of("the venue", "the date", "the programme", "the train tickets"),
              List.of("the offsite takes place at the lake in September"),
              List.of(
                  "Dana will book the venue at the lake by next Friday",
                  "Emil will ask everybody about food and allergies")));

  private static final List<String> TALK =
      List.of(
          "I have been looking at %s since last week, and honestly I am still not sure about it.",
          "What worries me a little about %s is that nobody seems to have the latest numbers.",
          "Right, and if you compare that with last year, %s looks quite a bit better, I think.",
          "Could somebody explain once more how %s is connected with what the board asked for?",
          "Sure, the short version is that %s depends on two other teams that have their own plans.",
          "I talked to a few people about %s, and most of them would rather wait another month.",
          "Yes, but waiting has a price too, because %s blocks three other things on our list.",
          "Let me share what we learned about %s from the last time we tried something like it.",
          "That is a fair point, although %s was much smaller then and we had more people for it.",
          "Okay, I can live with that as long as %s does not eat up the whole of next month.",
          "To be honest, %s is great work and I am really happy with how it turned out so far.",
          "There is a problem with %s that we should not ignore, it failed twice in a row.",
          "Maybe we can look at %s from the side of the customers instead of our own side.",
          "Good, then for %s we keep doing what we do and look at it again in two weeks.");

  private final Random random = new Random(42);
  private final List<Segment> segments = new ArrayList<>();
  private final List<String> tasks = new ArrayList<>();
  private double clock = 3;
  private int lastSpeaker;

  private ScriptedHour() {
    say("Good morning everybody, welcome to our weekly meeting, good to see you all.");
    List<String> open = new ArrayList<>();
    for (int i = 0; i < AGENDA.size(); i++) {
      Agenda topic = AGENDA.get(i);
      say("Let us talk about " + topic.title() + ".");
      List<String> remarks = new ArrayList<>();
      topic.decisions().forEach(decision -> remarks.add("So it is decided: " + decision + "."));
      topic.tasks().forEach(task -> remarks.add("All right, " + task + "."));
      if (i > 1) {
        remarks.add("By the way, this is done: " + open.removeFirst() + ".");
      }
      topic.tasks().stream().map(ScriptedHour::toDo).forEach(open::add);
      topic.tasks().stream().map(ScriptedHour::toDo).forEach(tasks::add);
      double pause = TOPIC_SECONDS / (remarks.size() + 1);
      for (int r = 0; r < remarks.size(); r++) {
        talkUntil(i * TOPIC_SECONDS + (r + 1) * pause, topic.nouns());
        say(remarks.get(r));
      }
      talkUntil((i + 1) * TOPIC_SECONDS - 8, topic.nouns());
    }
    say("Thank you all, that was a good meeting, see you next week.");
  }

  static ScriptedHour write() {
    return new ScriptedHour();
  }

  List<Segment> segments() {
    return List.copyOf(segments);
  }

  /** What is to be done, in the words of the meeting, in order. */
  List<String> tasks() {
    return List.copyOf(tasks);
  }

  /** How many things are decided. */
  int decisions() {
    return AGENDA.stream().mapToInt(topic -> topic.decisions().size()).sum();
  }

  /** "send the offer" of "Ada will send the offer by Friday". */
  private static String toDo(String task) {
    String what = task.substring(task.indexOf(" will ") + 6);
    int due = what.lastIndexOf(" by ");
    return due < 0 ? what : what.substring(0, due);
  }

  private void talkUntil(double second, List<String> nouns) {
    while (clock < second) {
      say(TALK.get(random.nextInt(TALK.size())).formatted(nouns.get(random.nextInt(nouns.size()))));
    }
  }

  private void say(String text) {
    lastSpeaker = (lastSpeaker + 1 + random.nextInt(PEOPLE.size() - 1)) % PEOPLE.size();
    double end = clock + text.split(" ", -1).length * SECONDS_A_WORD;
    segments.add(
        new Segment(text, clock, end, Optional.of(PEOPLE.get(lastSpeaker)), Role.PARTICIPANT));
    clock = end + 0.3;
  }
}
