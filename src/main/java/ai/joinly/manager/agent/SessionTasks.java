package ai.joinly.manager.agent;

import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.meeting.KnownSession;
import ai.joinly.manager.meeting.EndableSession;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingServer;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What an agent asks of its meeting server, each on a child thread that tells by a report what came
 * of it. Called by the worker's thread.
 */
final class SessionTasks {
  private static final Duration END_OF_LEFTOVER = Duration.ofSeconds(5);

  private final Supplier<AgentConfig> config;
  private final MeetingServer server;
  private final Store store;
  private final Duration leaveTimeout;
  private final Mailbox mailbox;
  private final Children children;
  private final StoredSessions ledger;

  SessionTasks(
      AgentServices services,
      Supplier<AgentConfig> config,
      Mailbox mailbox,
      Children children,
      StoredSessions ledger) {
    this.config = config;
    this.server = services.meetings();
    this.store = services.store();
    this.leaveTimeout = services.settings().agents().leaveTimeout();
    this.mailbox = mailbox;
    this.children = children;
    this.ledger = ledger;
  }

  /**
   * Opens a session, once the server has confirmed the end of all former ones.
   *
   * @param place to be waited for first, where many agents rejoin at once
   */
  Children.Child open(long epoch, List<EndableSession> formers, Optional<RejoinPlace> place) {
    return children.spawn(
        "connect",
        () -> {
          try {
            for (EndableSession former : formers) {
              endFormer(former);
            }
            if (place.isPresent()) {
              place.get().await();
            }
            MeetingSession opened = server.open(config.get(), ledger, listener(epoch));
            if (!mailbox.put(new Message.SessionOpened(epoch, opened))) {
              opened.end(leaveTimeout);
            }
          } catch (MeetingException e) {
            mailbox.put(new Message.OpenFailed(epoch, e));
          } catch (RuntimeException e) {
            mailbox.put(new Message.OpenFailed(epoch, brokenDown()));
            throw e;
          } catch (InterruptedException e) {
            // The agent was stopped: the server ends what may still come into being.
            Thread.currentThread().interrupt();
          }
        });
  }

  /** Takes up a session of a former process. */
  Children.Child takeUp(long epoch, KnownSession known) {
    return children.spawn(
        "take-up",
        () -> {
          StoredTranscript heard = new StoredTranscript(store, known.agentId(), known.firstSeq());
          try {
            MeetingSession session =
                server.takeUp(known, config.get(), heard, ledger, listener(epoch));
            if (!mailbox.put(new Message.SessionTakenUp(epoch, session))) {
              session.end(leaveTimeout);
            }
          } catch (MeetingException e) {
            mailbox.put(new Message.OpenFailed(epoch, e));
          } catch (RuntimeException e) {
            mailbox.put(new Message.OpenFailed(epoch, brokenDown()));
            throw e;
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the agent was stopped
          }
        });
  }

  Children.Child join(long epoch, MeetingSession session) {
    return children.spawn(
        "join",
        () -> {
          try {
            session.join();
            mailbox.put(new Message.Joined(epoch));
          } catch (MeetingException e) {
            mailbox.put(new Message.JoinFailed(epoch, e));
          } catch (RuntimeException e) {
            mailbox.put(new Message.JoinFailed(epoch, brokenDown()));
            throw e;
          } catch (InterruptedException e) {
            // Somebody else decided to end this; ending the session cancels the join.
            Thread.currentThread().interrupt();
          }
        });
  }

  void end(EndableSession over) {
    children.spawn(
        "leave",
        () -> {
          if (over.end(leaveTimeout)) {
            mailbox.put(new Message.SessionEnded(over));
          }
        });
  }

  /** A session of a former process, to be ended only. */
  EndableSession leftOver(KnownSession known) {
    return server.leftOver(known, ledger);
  }

  /**
   * A defect, or a store that cannot be read: the log of the process has it; another try may do.
   */
  private static MeetingException brokenDown() {
    return new MeetingException(
        MeetingException.Category.UNREACHABLE,
        "The manager could not go on with the session; its own log has the cause.");
  }

  private EpochListener listener(long epoch) {
    return new EpochListener(epoch, mailbox, store);
  }

  private void endFormer(EndableSession former) throws MeetingException {
    if (!former.end(END_OF_LEFTOVER)) {
      throw new MeetingException(
          MeetingException.Category.UNREACHABLE,
          "the meeting server has not confirmed the end of the former session");
    }
    mailbox.put(new Message.SessionEnded(former));
  }
}
