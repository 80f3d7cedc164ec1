package ai.joinly.manager.bench.oddities;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One line that a participant says, and how the model misbehaved at it. Thread-safe. */
public final class Question {
  /** How all agents are called. */
  static final String AGENT = "Ada";

  private final int number;
  private final boolean addressed;
  private final boolean wantsTool;
  private final Optional<Kind> plan;
  private final List<Kind> struck = new ArrayList<>(); // guarded by itself
  private final long askedAt = System.nanoTime();

  /**
   * @param addressed whether the agent is named
   * @param wantsTool whether a good model looks something up first
   * @param plan how the model may misbehave
   */
  Question(int number, boolean addressed, boolean wantsTool, Optional<Kind> plan) {
    this.number = number;
    this.addressed = addressed;
    this.wantsTool = wantsTool;
    this.plan = plan;
  }

  int number() {
    return number;
  }

  boolean addressed() {
    return addressed;
  }

  boolean wantsTool() {
    return wantsTool;
  }

  Optional<Kind> plan() {
    return plan;
  }

  long askedAt() {
    return askedAt;
  }

  /** What the participant says. */
  String text() {
    return (addressed ? AGENT : "Ben") + ", question " + number + ": which colour is it?";
  }

  /** How answers to a question begin. */
  static String answerBeginning(int number) {
    return "The answer to question " + number + " is ";
  }

  /** The model misbehaved; what comes after its answer does not count for the answer. */
  void struck(Kind kind, boolean answered) {
    synchronized (struck) {
      if (!answered) {
        struck.add(kind);
      }
    }
  }

  /** How the model misbehaved before it answered, in order. */
  List<Kind> struck() {
    synchronized (struck) {
      return List.copyOf(struck);
    }
  }
}
