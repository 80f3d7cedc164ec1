package ai.joinly.manager.agent;

import ai.joinly.manager.agent.analysis.AnalysisUpdate;
import java.util.Optional;

/** The one update of an analysis that may run on a child thread. Owned by the worker's thread. */
final class AnalysisTask {
  private final Children children;
  private final Mailbox mailbox;
  private Optional<Children.Child> running = Optional.empty();
  private boolean answered;

  /** How a child thread has ended. */
  enum End {
    /** It was another one. */
    FOREIGN,
    /** Its answer came before. */
    ANSWERED,
    /** It failed by a defect, which the process's log tells. */
    BROKEN
  }

  /**
   * @param children for the analysis alone: nobody waits for their end
   */
  AnalysisTask(Children children, Mailbox mailbox) {
    this.children = children;
    this.mailbox = mailbox;
  }

  boolean isRunning() {
    return running.isPresent();
  }

  /** Begins; the worker gets a message with what came of it, and one at its end. */
  void begin(AnalysisUpdate update) {
    answered = false;
    running =
        Optional.of(
            children.spawn(
                "analysis", () -> mailbox.put(new Message.AnalysisAnswered(update.run()))));
  }

  void onAnswer() {
    answered = true;
  }

  /** The last message of a child thread. */
  End onEnded(Children.Child child) {
    children.ended(child);
    if (!running.equals(Optional.of(child))) {
      return End.FOREIGN;
    }
    running = Optional.empty();
    return answered ? End.ANSWERED : End.BROKEN;
  }

  /** Breaks off what runs. */
  void interrupt() {
    children.interruptAll();
  }
}
