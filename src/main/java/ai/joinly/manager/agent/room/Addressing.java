package ai.joinly.manager.agent.room;

import ai.joinly.manager.agent.conversation.TranscriptText;
import ai.joinly.manager.agent.room.Meaning.Kind;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.PromptStyle;
import ai.joinly.manager.domain.meeting.ChatLine;
import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Decision whether words in a meeting are addressed to the agent. Times are nanoseconds of one
 * ticker. For one thread.
 */
public final class Addressing {
  private static final double MAX_UTTERANCE_SECONDS = 60;

  private final AgentConfig config;
  private final NameTrigger trigger;
  private final ListenerWords listenerWords;
  private final OtherAgents others;
  private final Consumer<String> log;
  private final OpenQuestion question = new OpenQuestion();
  private final FollowUp followUp;
  private boolean limitNoted;

  /**
   * @param log receives messages for the agent's log
   */
  public Addressing(AgentConfig config, OtherAgents others, Consumer<String> log) {
    this.config = config;
    this.trigger = new NameTrigger(config);
    this.listenerWords = ListenerWords.of(config.speech().language());
    this.others = others;
    this.log = log;
    this.followUp = new FollowUp(config.followUpSeconds());
  }

  /** Returns whether segments of an unfinished utterance abort a turn that is still thinking. */
  public boolean interrupts(List<Segment> segments) {
    return !config.nameTrigger()
        && segments.stream()
            .anyMatch(
                segment ->
                    segment.role() == Role.PARTICIPANT
                        && !others.isAgent(segment.speaker())
                        && !listenerWords.matches(segment.text()));
  }

  /**
   * Classifies an utterance.
   *
   * @param idle whether no turn and no speech is running
   */
  public Meaning of(List<Segment> utterance, boolean idle, long now) {
    List<Segment> people =
        utterance.stream().filter(segment -> !others.isAgent(segment.speaker())).toList();
    if (people.isEmpty() && !utterance.isEmpty()) {
      return new Meaning(
          trigger.isIn(TranscriptText.words(utterance)) ? Kind.NEXT_TURN : Kind.CONTEXT,
          true,
          Set.of());
    }
    personSpoke();
    boolean remark = isRemark(people);
    Map<Optional<String>, List<Segment>> bySpeaker = new LinkedHashMap<>();
    people.forEach(
        segment ->
            bySpeaker.computeIfAbsent(segment.speaker(), any -> new ArrayList<>()).add(segment));
    List<Optional<String>> callers = callers(bySpeaker, now);
    if (callers.isEmpty()) {
      return new Meaning(Kind.CONTEXT, false, Set.of());
    }
    return new Meaning(
        remark ? remark(callers, idle, now) : Kind.TURN_NOW, false, FollowUp.people(callers));
  }

  private void personSpoke() {
    others.personSpoke();
    limitNoted = false;
  }

  private boolean isRemark(List<Segment> segments) {
    return segments.stream().allMatch(segment -> listenerWords.matches(segment.text()))
        || listenerWords.matches(TranscriptText.words(segments));
  }

  /** Returns the speakers who address the agent: all speakers if its name is not required. */
  private List<Optional<String>> callers(Map<Optional<String>, List<Segment>> bySpeaker, long now) {
    List<Optional<String>> speakers = List.copyOf(bySpeaker.keySet());
    if (!config.nameTrigger()) {
      return speakers;
    }
    List<Optional<String>> callers =
        bySpeaker.entrySet().stream()
            .filter(words -> calls(words.getKey(), words.getValue(), now))
            .map(Map.Entry::getKey)
            .toList();
    if (!callers.isEmpty()) {
      return callers;
    }
    // The name may be divided between two speakers.
    List<Segment> all = bySpeaker.values().stream().flatMap(List::stream).toList();
    return trigger.isIn(TranscriptText.words(all)) ? speakers : List.of();
  }

  private boolean calls(Optional<String> speaker, List<Segment> segments, long now) {
    double seconds = segments.getLast().end() - segments.getFirst().start();
    Duration length =
        Duration.ofMillis(Math.round(Math.clamp(seconds, 0, MAX_UTTERANCE_SECONDS) * 1_000));
    return trigger.isIn(TranscriptText.words(segments))
        || followUp.isOpen(speaker, now - length.toNanos());
  }

  private Kind remark(List<Optional<String>> speakers, boolean idle, long now) {
    boolean answers = false;
    for (Optional<String> speaker : speakers) {
      answers |= question.takeAnswer(speaker, now);
    }
    boolean partnerSpoke = idle && config.prompt().style() == PromptStyle.DYADIC;
    return answers || partnerSpoke ? Kind.NEXT_TURN : Kind.REMARK;
  }

  /** Classifies a chat message, which never aborts a turn. */
  public Meaning of(ChatLine line, long now) {
    if (others.isAgent(line.sender())) {
      return new Meaning(trigger.isIn(line.text()) ? Kind.NEXT_TURN : Kind.CONTEXT, true, Set.of());
    }
    personSpoke();
    boolean meant =
        !config.nameTrigger() || trigger.isIn(line.text()) || followUp.isOpen(line.sender(), now);
    return meant
        ? new Meaning(Kind.NEXT_TURN, false, FollowUp.people(List.of(line.sender())))
        : new Meaning(Kind.CONTEXT, false, Set.of());
  }

  /** Records speech of the agent that people heard. */
  public void said(String text, long now) {
    question.said(text, now);
  }

  /** Records that the agent has just spoken or written to the people who addressed it. */
  public void answered(Set<String> callers, long now) {
    followUp.spoke(callers, now);
  }

  /**
   * Acquires one of the turns that agents may start in response to each other; returns false if the
   * limit is reached.
   */
  public boolean tryTurnBetweenAgents() {
    if (others.tryTurn()) {
      return true;
    }
    if (!limitNoted) {
      limitNoted = true;
      log.accept(
          "Agents have answered each other "
              + MeetingRooms.MAX_TURNS_BETWEEN_AGENTS
              + " times; the agent answers them again when a person has spoken");
    }
    return false;
  }
}
