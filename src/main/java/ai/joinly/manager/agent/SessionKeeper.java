package ai.joinly.manager.agent;

import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.meeting.KnownSession;
import ai.joinly.manager.domain.meeting.MeetingStatus;
import ai.joinly.manager.logging.LogContext;
import ai.joinly.manager.meeting.EndableSession;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingSession;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps an agent in its session and its meeting, over losses and restarts, until that takes too
 * long. Never two sessions at once: a new one is asked for only when the server has confirmed the
 * end of those before. Owned by the worker's thread; the network is waited for on child threads.
 */
final class SessionKeeper {
  private final SessionTasks tasks;
  private final StoredSessions ledger;
  private final Journal journal;
  private final SessionOwner owner;
  private final Outage outage;
  private final Leftovers leftovers;
  private final Attempt attempt = new Attempt();

  private long epoch;
  private Optional<MeetingSession> session = Optional.empty();
  // A session of a former process that is to be taken up.
  private Optional<KnownSession> inherited = Optional.empty();
  private Optional<RejoinPlace> rejoinPlace = Optional.empty();
  private Instant joinedAt = Instant.EPOCH;
  private boolean ending;

  SessionKeeper(
      AgentServices services,
      SessionTasks tasks,
      StoredSessions ledger,
      Journal journal,
      SessionOwner owner) {
    this.tasks = tasks;
    this.leftovers = new Leftovers(tasks);
    this.ledger = ledger;
    this.outage = new Outage(services.settings().joinly(), services.waiting(), journal);
    this.journal = journal;
    this.owner = owner;
  }

  boolean isConnected() {
    return session.isPresent();
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
    return attempt.isUnderWay() || ending ? Optional.empty() : outage.nextDeadline();
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
    over.forEach(leftovers::add);
    inherited = live;
    rejoinPlace = Optional.of(place);
    if (live.isEmpty() && journal.agent().meetingStatus() == MeetingStatus.JOINED) {
      journal.meeting(MeetingStatus.REJOINING);
    }
    outage.beginFirst();
    outage.connected();
    connect();
  }

  /** Ends sessions of a former process that nobody wants any more. */
  void endAll(List<KnownSession> over) {
    ending = true;
    over.forEach(leftovers::end);
  }

  /** Joins the meeting with the session of now. */
  void join() {
    journal.wantsMeeting(true);
    if (journal.agent().meetingStatus() != MeetingStatus.REJOINING) {
      journal.meeting(MeetingStatus.JOINING);
    }
    journal.info("Joining the meeting");
    attempt.begin(tasks.join(epoch, session.orElseThrow()));
  }

  /** Ends whatever there is. The worker waits until all children have ended. */
  void end() {
    ending = true;
    outage.over();
    leavePlace();
    journal.sessionOver();
    attempt.interrupt();
    inherited.ifPresent(leftovers::add);
    inherited = Optional.empty();
    session.ifPresent(leftovers::add);
    inSession(Optional.empty());
    leftovers.endAll();
  }

  /** Leaves the session as it is, for another process. */
  void letGo() {
    ending = true;
    attempt.interrupt();
    rejoinPlace.ifPresent(RejoinPlace::leave);
    session.ifPresent(MeetingSession::letGo);
  }

  /** Forgets the session once the worker has waited long enough for its end. */
  void forget() {
    epoch++;
    attempt.over();
    journal.wantsMeeting(false);
    journal.shows(Hindrance.HEARING, Optional.empty());
    inSession(Optional.empty());
    outage.over();
  }

  void onOpened(Message.SessionOpened report) {
    if (ending || !isCurrent(report)) {
      leftovers.end(report.session());
      return;
    }
    connected(report.session(), "Connected to the meeting server");
    report.session().restrictions().forEach(each -> journal.log(LogLevel.WARN, each));
    joinIfWanted();
  }

  void onTakenUp(Message.SessionTakenUp report) {
    if (ending || !isCurrent(report)) {
      leftovers.end(report.session());
      return;
    }
    KnownSession known = inherited.orElseThrow();
    inherited = Optional.empty();
    connected(report.session(), "Took the session up again after a restart of the manager");
    if (known.stage() == KnownSession.Stage.JOINED) {
      entered(known.joinedAt().orElseGet(journal::now), Optional.empty());
    } else {
      joinIfWanted();
    }
  }

  private void connected(MeetingSession opened, String how) {
    inSession(Optional.of(opened));
    attempt.over();
    outage.connected();
    owner.onConnected();
    journal.info(how);
  }

  private void joinIfWanted() {
    if (journal.wantsMeeting()) {
      join();
    } else {
      outage.works();
      outage.good(); // there is nothing to hear
      leavePlace();
    }
  }

  private void leavePlace() {
    rejoinPlace.ifPresent(RejoinPlace::leave);
  }

  void onOpenFailed(MeetingException cause) {
    if (ending) {
      return;
    }
    attempt.over();
    if (inherited.isPresent() && cause.category() == MeetingException.Category.SESSION_LOST) {
      ledger.gone(inherited.get().id());
      inherited = Optional.empty();
      withoutSession(cause.userMessage(), outage::lost);
      return;
    }
    if (outage.isHopeless(cause.category())) {
      owner.onGivenUp(cause.userMessage());
    } else {
      outage.tell("No session yet, trying again: ", cause.userMessage());
      outage.retryAfterPause();
    }
  }

  void onJoined() {
    if (!ending) {
      entered(
          session.flatMap(s -> ledger.joinedAt(s.id())).orElseGet(journal::now),
          Optional.of("Joined the meeting"));
    }
  }

  private void entered(Instant since, Optional<String> news) {
    attempt.over();
    joinedAt = since;
    outage.works();
    leavePlace();
    journal.meeting(MeetingStatus.JOINED);
    news.ifPresent(journal::info);
    owner.onJoined(session.orElseThrow());
  }

  void onJoinFailed(MeetingException cause) {
    if (ending) {
      return;
    }
    attempt.over();
    switch (cause.category()) {
      case SESSION_LOST, UNREACHABLE, BROKEN_OFF -> onLost(cause.userMessage());
      case TIMED_OUT, START_FAILED, REFUSED, OCCUPIED, PROTOCOL -> {
        String sentence = "The meeting could not be joined: " + cause.userMessage();
        if (isComingBack()) {
          replace(sentence, outage::retrySoon); // it is of no further use
        } else {
          owner.onGivenUp(sentence);
        }
      }
    }
  }

  /** Whether what is tried now has worked before, so that a refusal need not last. */
  private boolean isComingBack() {
    return journal.agent().meetingStatus() == MeetingStatus.REJOINING && !outage.isOverdue();
  }

  void onTrouble(String sentence) {
    if (!ending) {
      outage.begin();
      outage.tell(sentence);
    }
  }

  void onRecovered() {
    if (!ending && !attempt.isUnderWay()) {
      outage.works();
      outage.good();
      journal.info("The meeting server answers again");
    }
  }

  /** The transcript of the session was read for the first time. */
  void onReading() {
    if (!ending) {
      outage.good();
    }
  }

  void onLost(String sentence) {
    if (!ending) {
      replace(sentence, outage::lost);
    }
  }

  private void replace(String sentence, Runnable retry) {
    attempt.over();
    session.ifPresent(leftovers::add);
    inSession(Optional.empty());
    withoutSession(sentence, retry);
  }

  private void withoutSession(String sentence, Runnable retry) {
    epoch++;
    journal.shows(Hindrance.HEARING, Optional.empty());
    if (journal.wantsMeeting()) {
      journal.meeting(MeetingStatus.REJOINING);
    }
    outage.tell(sentence);
    owner.onOutage();
    outage.begin();
    retry.run();
  }

  void onEnded(EndableSession ended) {
    leftovers.ended(ended);
  }

  /** Tries again, or gives up, when it is time for it. */
  void onTime() {
    if (ending || attempt.isUnderWay()) {
      return;
    }
    outage.endIfLasting();
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
    long mine = ++epoch;
    attempt.begin(
        inherited
            .map(known -> tasks.takeUp(mine, known))
            .orElseGet(() -> tasks.open(mine, leftovers.all(), rejoinPlace)));
  }
}
