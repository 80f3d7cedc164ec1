package ai.joinly.manager.agent;

import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.meeting.KnownSession;
import ai.joinly.manager.domain.meeting.ToolDescription;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import ai.joinly.manager.domain.usage.ServiceUsage;
import ai.joinly.manager.meeting.EndableSession;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingListener;
import ai.joinly.manager.meeting.MeetingServer;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.meeting.PriorTranscript;
import ai.joinly.manager.meeting.joinly.SessionLedger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A meeting server in memory, for what cannot be timed over a socket. */
public final class FakeMeetings implements MeetingServer {
  private static final String NO_ARGUMENTS = "{\"type\":\"object\",\"properties\":{}}";

  final BlockingQueue<FakeSession> opened = new LinkedBlockingQueue<>();
  final AtomicInteger open = new AtomicInteger();
  final AtomicInteger mostOpen = new AtomicInteger();
  volatile String participantsAtFirst = "[]";
  volatile String chatAtFirst = "{\"messages\":[]}";
  volatile Optional<MeetingException> openFails = Optional.empty();
  volatile boolean openBreaksDown;
  volatile Optional<MeetingException> joinFails = Optional.empty();
  volatile CountDownLatch openGate = new CountDownLatch(0);
  volatile CountDownLatch joinGate = new CountDownLatch(0);
  final AtomicInteger attempts = new AtomicInteger();
  final List<String> takenUp = new CopyOnWriteArrayList<>();
  final List<String> ended = new CopyOnWriteArrayList<>();
  volatile Optional<MeetingException> takeUpFails = Optional.empty();

  @Override
  public MeetingSession takeUp(
      KnownSession known,
      AgentConfig config,
      PriorTranscript heard,
      SessionLedger ledger,
      MeetingListener listener)
      throws MeetingException {
    takenUp.add(known.id());
    if (takeUpFails.isPresent()) {
      throw takeUpFails.get();
    }
    heard.forEach(segment -> {});
    FakeSession session = new FakeSession(this, known.id(), listener);
    mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
    opened.add(session);
    return session;
  }

  @Override
  public EndableSession leftOver(KnownSession known, SessionLedger ledger) {
    return new EndableSession() {
      @Override
      public String id() {
        return known.id();
      }

      @Override
      public boolean end(Duration limit) {
        ended.add(known.id());
        ledger.gone(known.id());
        return true;
      }
    };
  }

  @Override
  public MeetingSession open(AgentConfig config, SessionLedger ledger, MeetingListener listener)
      throws MeetingException, InterruptedException {
    attempts.incrementAndGet();
    openGate.await();
    if (openBreaksDown) {
      throw new IllegalStateException("a defect");
    }
    if (openFails.isPresent()) {
      throw openFails.get();
    }
    FakeSession session = new FakeSession(this, "s" + attempts.get(), listener);
    ledger.named(session.id());
    ledger.ready(session.id(), "2025-06-18", "1.12.0");
    session.ledger = ledger;
    mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
    opened.add(session);
    return session;
  }

  public FakeSession next() throws InterruptedException {
    FakeSession session = opened.poll(10, TimeUnit.SECONDS);
    if (session == null) {
      throw new AssertionError("no session was opened");
    }
    return session;
  }

  public static final class FakeSession implements MeetingSession {
    private final FakeMeetings server;
    private final String id;
    public final MeetingListener listener;
    public final List<String> calls = new CopyOnWriteArrayList<>();
    final BlockingQueue<String> began = new LinkedBlockingQueue<>();
    final BlockingQueue<CompletableFuture<String>> speeches = new LinkedBlockingQueue<>();
    final AtomicInteger looks = new AtomicInteger();
    final CountDownLatch joined = new CountDownLatch(1);
    volatile boolean speechesWait;

    /** Messages in the chat are not written before it is open. */
    volatile CountDownLatch chatOpens = new CountDownLatch(0);

    volatile boolean endConfirmed = true;
    volatile boolean ended;
    volatile SessionLedger ledger = SessionLedger.NONE;
    volatile String chat;
    volatile boolean chatFails;

    /** Whether reading the chat meets a defect of the manager. */
    volatile boolean chatBreaks;

    final AtomicInteger chatLooks = new AtomicInteger();
    volatile String participants;
    volatile ServiceUsage usage = ServiceUsage.NONE;
    final List<Presence> shown = new CopyOnWriteArrayList<>();

    /** What the next tool of that name answers, as an error when it begins with "!". */
    final Map<String, String> answers = new ConcurrentHashMap<>();

    private final CompletableFuture<Void> pendingJoin = new CompletableFuture<>();

    public FakeSession(FakeMeetings server, String id, MeetingListener listener) {
      this.server = server;
      this.id = id;
      this.listener = listener;
      this.chat = server.chatAtFirst;
      this.participants = server.participantsAtFirst;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public List<ToolDescription> tools() {
      return List.of(
          new ToolDescription("join_meeting", "", NO_ARGUMENTS),
          new ToolDescription("leave_meeting", "", NO_ARGUMENTS),
          new ToolDescription("speak_text", "", NO_ARGUMENTS),
          new ToolDescription("send_chat_message", "", NO_ARGUMENTS),
          new ToolDescription("get_participants", "", NO_ARGUMENTS),
          new ToolDescription("get_chat_history", "", NO_ARGUMENTS),
          new ToolDescription("share_screen", "", NO_ARGUMENTS),
          new ToolDescription("mute_yourself", "", NO_ARGUMENTS),
          new ToolDescription("unmute_yourself", "", NO_ARGUMENTS));
    }

    @Override
    public void join() throws MeetingException, InterruptedException {
      server.joinGate.await();
      if (server.joinFails.isPresent()) {
        throw server.joinFails.get();
      }
      ledger.joining(id, 1);
      ledger.joined(id);
      joined.countDown();
    }

    @Override
    public ToolOutcome call(String tool, String arguments)
        throws MeetingException, InterruptedException {
      if (tool.equals("get_chat_history")) {
        chatLooks.incrementAndGet();
        if (chatBreaks) {
          throw new StackOverflowError();
        }
        return new ToolOutcome(
            chatFails ? "the panel does not open" : chat,
            chatFails ? Status.FAILED : Status.DONE,
            List.of());
      }
      if (tool.equals("get_participants")) {
        looks.incrementAndGet();
        return ToolOutcome.done(participants);
      }
      calls.add(tool + " " + arguments);
      began.add(tool + " " + arguments);
      if (tool.equals("send_chat_message")) {
        chatOpens.await();
      }
      String prepared = answers.remove(tool);
      if (prepared != null) {
        return new ToolOutcome(
            prepared.startsWith("!") ? prepared.substring(1) : prepared,
            prepared.startsWith("!") ? Status.FAILED : Status.DONE,
            List.of());
      }
      if (tool.equals("speak_text") && speechesWait) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        speeches.add(answer);
        try {
          return ToolOutcome.done(answer.get());
        } catch (ExecutionException e) {
          if (e.getCause() instanceof MeetingException failure) {
            throw failure;
          }
          throw new MeetingException(MeetingException.Category.SESSION_LOST, "gone");
        }
      }
      return ToolOutcome.done(tool.equals("speak_text") ? "Finished speaking." : "ok");
    }

    @Override
    public void show(Presence presence) {
      shown.add(presence);
    }

    @Override
    public ServiceUsage usage() {
      return usage;
    }

    @Override
    public boolean end(Duration limit) {
      if (!ended && endConfirmed) {
        ended = true;
        ledger.gone(id);
        server.open.decrementAndGet();
        pendingJoin.cancel(false);
        speeches.forEach(
            s -> s.complete("Interrupted by detected speech. Spoken until now: \"...\""));
      }
      return endConfirmed;
    }

    @Override
    public void detach() {}
  }
}
