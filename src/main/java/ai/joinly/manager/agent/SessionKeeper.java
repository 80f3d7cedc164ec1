package ai.joinly.manager.agent;

import ai.joinly.manager.logging.LogContext;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingServer;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.model.AgentConfig;
import ai.joinly.manager.model.LogLevel;
import ai.joinly.manager.model.MeetingStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Keeps an agent in its session and its meeting: connects, joins, connects again after a loss,
 * gives up when that takes too long. Never two sessions at once: a new one is asked for only when
 * the server has confirmed the end of the last. Owned by the worker's thread; the network is waited
 * for on child threads.
 */
final class SessionKeeper {
  /** What the keeper tells its worker; called on the worker's thread. */
  interface Owner {
    /** There is a session. */
    void onConnected();

    /** The agent is in its meeting, for the first time or again. */
    void onJoined(MeetingSession session);

    /** The agent is not in its meeting for now. */
    void onOutage();

    /** There is no way on. */
    void onGivenUp(String sentence);
  }

  private static final Duration END_OF_LEFTOVER = Duration.ofSeconds(5);

  private final AgentConfig config;
  private final MeetingServer server;
  private final Duration leaveTimeout;
  private final Mailbox mailbox;
  private final Children children;
  private final Journal journal;
  private final Owner owner;
  private final Outage outage;

  private long epoch;
  private Optional<MeetingSession> session = Optional.empty();
  // A session that is over for us, but whose end the server has not confirmed yet.
  private Optional<MeetingSession> leftover = Optional.empty();
  private Instant joinedAt = Instant.EPOCH;
  private boolean ending;
  // A start or a join is under way; each has limits of its own, at the session.
  private boolean attempting;
  private Optional<Children.Child> attempt = Optional.empty();

  SessionKeeper(
      AgentServices services,
      AgentConfig config,
      Mailbox mailbox,
      Children children,
      Journal journal,
      Owner owner) {
    this.config = config;
    this.server = services.meetings();
    this.outage = new Outage(services.joinly(), services.clock());
    this.leaveTimeout = services.settings().leaveTimeout();
    this.mailbox = mailbox;
    this.children = children;
    this.journal = journal;
    this.owner = owner;
  }

  boolean isConnected() {
    return session.isPresent();
  }

  boolean wantsMeeting() {
    return journal.wantsMeeting();
  }

  /** When the meeting of the session of now was joined. */
  Instant joinedAt() {
    return joinedAt;
  }

  /** Whether a session may still be alive on the server. */
  boolean hasLeftover() {
    return leftover.isPresent();
  }

  /** Whether {@code report} is about the session of now. */
  boolean isCurrent(Message.SessionReport report) {
    return report.epoch() == epoch;
  }

  /** When {@link #onTime} wants to be called next. */
  Optional<Instant> nextDeadline() {
    return attempting || ending ? Optional.empty() : outage.nextDeadline();
  }

  /** Begins: connects, and joins then when {@code join}. */
  void begin(boolean join) {
    journal.wantsMeeting(join);
    ending = false;
    outage.beginFirst();
    connect();
  }

  /** Joins the meeting with the session of now. */
  void join() {
    MeetingSession current = session.orElseThrow();
    journal.wantsMeeting(true);
    attempting = true;
    if (journal.agent().meetingStatus() != MeetingStatus.REJOINING) {
      journal.meeting(MeetingStatus.JOINING);
    }
    journal.info("Joining the meeting");
    long mine = epoch;
    attempt = Optional.of(children.spawn("join", () -> join(current, mine)));
  }

  private void join(MeetingSession current, long mine) {

    try {
      current.join();
      mailbox.put(new Message.Joined(mine));
    } catch (MeetingException e) {
      mailbox.put(new Message.JoinFailed(mine, e));
    } catch (InterruptedException e) {
      // Somebody else decided to end this; ending the session cancels the join.
      Thread.currentThread().interrupt();
    }
  }

  /** Ends whatever there is. The worker waits until all children have ended. */
  void end() {
    ending = true;
    outage.over();
    attempt.ifPresent(Children.Child::interrupt);
    session.or(() -> leftover).ifPresent(this::endSession);
  }

  /** Forgets the session once the worker has waited long enough for its end. */
  void forget() {
    epoch++;
    attempting = false;
    journal.wantsMeeting(false);
    inSession(Optional.empty());
    outage.over();
  }

  void onOpened(Message.SessionOpened report) {
    if (ending || !isCurrent(report)) {
      endSession(report.session());
      return;
    }
    inSession(Optional.of(report.session()));
    attempting = false;
    journal.info("Connected to the meeting server");
    outage.connected();
    if (!journal.wantsMeeting()) {
      outage.over();
    }
    owner.onConnected();
    if (journal.wantsMeeting()) {
      join();
    }
  }

  void onOpenFailed(MeetingException cause) {
    if (ending) {
      return;
    }
    attempting = false;
    boolean worthIt = cause.category().isPassing() || outage.wasConnected();
    if (!worthIt || outage.isOverdue()) {
      owner.onGivenUp(cause.sentence());
    } else {
      tell("No session yet, trying again: " + cause.sentence());
      outage.retryAfterPause();
    }
  }

  void onJoined() {
    if (ending) {
      return;
    }
    attempting = false;
    outage.over();
    joinedAt = journal.now();
    journal.meeting(MeetingStatus.JOINED);
    journal.info("Joined the meeting");
    owner.onJoined(session.orElseThrow());
  }

  void onJoinFailed(MeetingException cause) {
    if (ending) {
      return;
    }
    attempting = false;
    switch (cause.category()) {
      case SESSION_LOST, UNREACHABLE -> onLost(cause.sentence());
      case TIMED_OUT, START_FAILED, REFUSED, OCCUPIED, PROTOCOL ->
          owner.onGivenUp("The meeting could not be joined: " + cause.sentence());
    }
  }

  void onTrouble(String sentence) {
    if (!ending) {
      outage.begin();
      tell(sentence);
    }
  }

  void onRecovered() {
    if (!ending && !attempting) {
      outage.over();
      journal.info("The meeting server answers again");
    }
  }

  void onLost(String sentence) {
    if (ending) {
      return;
    }
    epoch++;
    attempting = false;
    leftover = session;
    inSession(Optional.empty());
    if (journal.wantsMeeting()) {
      journal.meeting(MeetingStatus.REJOINING);
    }
    tell(sentence);
    owner.onOutage();
    outage.begin();
    outage.retrySoon();
  }

  void onEnded(MeetingSession ended) {
    if (leftover.isPresent() && leftover.get().id().equals(ended.id())) {
      leftover = Optional.empty();
    }
  }

  /** Tries again, or gives up, when it is time for it. */
  void onTime() {
    if (ending || attempting) {
      return;
    }
    if (outage.isOverdue()) {
      owner.onGivenUp(outage.verdict());
    } else if (outage.isRetryDue()) {
      connect();
    }
  }

  private void inSession(Optional<MeetingSession> now) {
    session = now;
    LogContext.enterSession(now.map(MeetingSession::id));
  }

  private void connect() {
    attempting = true;
    long mine = ++epoch;
    Optional<MeetingSession> former = leftover;
    attempt = Optional.of(children.spawn("connect", () -> connect(former, mine)));
  }

  private void connect(Optional<MeetingSession> former, long mine) {
    try {
      if (former.isPresent()) {
        endFormer(former.get());
      }
      MeetingSession opened = server.open(config, new EpochListener(mine, mailbox));
      if (!mailbox.put(new Message.SessionOpened(mine, opened))) {
        opened.end(leaveTimeout);
      }
    } catch (MeetingException e) {
      mailbox.put(new Message.OpenFailed(mine, e));
    } catch (InterruptedException e) {
      // The agent was stopped: the server ends what may still come into being.
      Thread.currentThread().interrupt();
    }
  }

  private void endFormer(MeetingSession former) throws MeetingException {
    if (!former.end(END_OF_LEFTOVER)) {
      throw new MeetingException(
          MeetingException.Category.UNREACHABLE,
          "the meeting server has not confirmed the end of the former session");
    }
    mailbox.put(new Message.SessionEnded(former));
  }

  private void endSession(MeetingSession over) {
    leftover = Optional.of(over);
    children.spawn(
        "leave",
        () -> {
          if (over.end(leaveTimeout)) {
            mailbox.put(new Message.SessionEnded(over));
          }
        });
  }

  private void tell(String trouble) {
    if (outage.isNews(trouble)) {
      journal.log(LogLevel.WARN, trouble);
    }
  }
}
