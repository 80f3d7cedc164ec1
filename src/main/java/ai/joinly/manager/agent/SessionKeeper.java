package ai.joinly.manager.agent;

import ai.joinly.manager.logging.LogContext;
import ai.joinly.manager.meeting.EndableSession;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.model.KnownSession;
import ai.joinly.manager.model.LogLevel;
import ai.joinly.manager.model.MeetingStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps an agent in its session and its meeting: connects, joins, takes up a session of a former
 * process, connects again after a loss, gives up when that takes too long. Never two sessions at
 * once: a new one is asked for only when the server has confirmed the end of those before. Owned by
 * the worker's thread; the network is waited for on child threads.
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

  private final SessionTasks tasks;
  private final StoredSessions ledger;
  private final Journal journal;
  private final Owner owner;
  private final Outage outage;

  private long epoch;
  private Optional<MeetingSession> session = Optional.empty();
  // Sessions that are over for us, but whose end the server has not confirmed yet.
  private final List<EndableSession> leftovers = new ArrayList<>();
  // A session of a former process that is to be taken up.
  private Optional<KnownSession> inherited = Optional.empty();
  private Optional<RejoinPlace> rejoinPlace = Optional.empty();
  private Instant joinedAt = Instant.EPOCH;
  private boolean ending;
  // A start or a join is under way; each has limits of its own, at the session.
  private boolean attempting;
  private Optional<Children.Child> attempt = Optional.empty();

  SessionKeeper(
      AgentServices services,
      SessionTasks tasks,
      StoredSessions ledger,
      Journal journal,
      Owner owner) {
    this.tasks = tasks;
    this.ledger = ledger;
    this.outage = new Outage(services.settings().joinly(), services.clock());
    this.journal = journal;
    this.owner = owner;
  }

  boolean isConnected() {
    return session.isPresent();
  }

  boolean wantsMeeting() {
    return journal.wantsMeeting();
  }

  /** When the meeting of the session of now was joined; its words can be here before that news. */
  Instant joinedAt() {
    return session
        .flatMap(s -> ledger.joinedAt(s.id()))
        .or(() -> inherited.flatMap(KnownSession::joinedAt))
        .orElse(joinedAt);
  }

  /** Whether a session may still be alive on the server. */
  boolean hasLeftover() {
    return !leftovers.isEmpty();
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

  /**
   * Goes on where a former process ended.
   *
   * @param live the session to take up
   * @param over sessions to end
   * @param place where a new session is needed, the agents take turns
   */
  void resume(Optional<KnownSession> live, List<KnownSession> over, RejoinPlace place) {
    over.forEach(known -> leftovers.add(tasks.leftOver(known)));
    inherited = live;
    rejoinPlace = Optional.of(place);
    outage.beginFirst();
    outage.connected();
    connect();
  }

  /** Ends sessions of a former process that nobody wants any more. */
  void endAll(List<KnownSession> over) {
    ending = true;
    for (KnownSession known : over) {
      endSession(tasks.leftOver(known));
    }
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
    attempt = Optional.of(tasks.join(epoch, current));
  }

  /** Ends whatever there is. The worker waits until all children have ended. */
  void end() {
    ending = true;
    outage.over();
    leaveRejoinPlace();
    attempt.ifPresent(Children.Child::interrupt);
    inherited.ifPresent(known -> leftovers.add(tasks.leftOver(known)));
    inherited = Optional.empty();
    session.ifPresent(leftovers::add);
    inSession(Optional.empty());
    List.copyOf(leftovers).forEach(tasks::end);
  }

  /** Leaves the session as it is, for another process. */
  void letGo() {
    ending = true;
    attempt.ifPresent(Children.Child::interrupt);
    leaveRejoinPlace();
    session.ifPresent(MeetingSession::letGo);
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
    connected(report.session());
    journal.info("Connected to the meeting server");
    owner.onConnected();
    if (journal.wantsMeeting()) {
      join();
    } else {
      outage.over();
      leaveRejoinPlace();
    }
  }

  void onTakenUp(Message.SessionTakenUp report) {
    if (ending || !isCurrent(report)) {
      endSession(report.session());
      return;
    }
    KnownSession known = inherited.orElseThrow();
    inherited = Optional.empty();
    connected(report.session());
    journal.info("Took the session up again after a restart of the manager");
    owner.onConnected();
    if (known.stage() == KnownSession.Stage.JOINED) {
      entered(known.joinedAt().orElseGet(journal::now));
    } else if (journal.wantsMeeting()) {
      join();
    } else {
      outage.over();
      leaveRejoinPlace();
    }
  }

  private void connected(MeetingSession opened) {
    inSession(Optional.of(opened));
    attempting = false;
    outage.connected();
  }

  void onOpenFailed(MeetingException cause) {
    if (ending) {
      return;
    }
    attempting = false;
    if (inherited.isPresent() && cause.category() == MeetingException.Category.SESSION_LOST) {
      ledger.gone(inherited.get().id());
      inherited = Optional.empty();
      lost(cause.sentence());
      return;
    }
    boolean worthIt = cause.category().isPassing() || outage.wasConnected();
    if (!worthIt || outage.isOverdue()) {
      owner.onGivenUp(cause.sentence());
    } else {
      tell("No session yet, trying again: " + cause.sentence());
      outage.retryAfterPause();
    }
  }

  void onJoined() {
    if (!ending) {
      journal.info("Joined the meeting");
      entered(session.flatMap(s -> ledger.joinedAt(s.id())).orElseGet(journal::now));
    }
  }

  private void entered(Instant since) {
    attempting = false;
    joinedAt = since;
    outage.over();
    leaveRejoinPlace();
    journal.meeting(MeetingStatus.JOINED);
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
    attempting = false;
    session.ifPresent(leftovers::add);
    inSession(Optional.empty());
    lost(sentence);
  }

  private void lost(String sentence) {
    epoch++;
    if (journal.wantsMeeting()) {
      journal.meeting(MeetingStatus.REJOINING);
    }
    tell(sentence);
    owner.onOutage();
    outage.begin();
    outage.retrySoon();
  }

  void onEnded(EndableSession ended) {
    leftovers.removeIf(session -> session.id().equals(ended.id()));
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
    attempt =
        Optional.of(
            inherited
                .map(known -> tasks.takeUp(mine, known))
                .orElseGet(() -> tasks.open(mine, List.copyOf(leftovers), rejoinPlace)));
  }

  private void endSession(EndableSession over) {
    leftovers.add(over);
    tasks.end(over);
  }

  private void leaveRejoinPlace() {
    rejoinPlace.ifPresent(RejoinPlace::leave);
  }

  private void tell(String trouble) {
    if (outage.isNews(trouble)) {
      journal.log(LogLevel.WARN, trouble);
    }
  }
}
