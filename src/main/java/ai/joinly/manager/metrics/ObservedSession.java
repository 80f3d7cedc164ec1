package ai.joinly.manager.metrics;

import ai.joinly.manager.domain.meeting.ToolDescription;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.domain.usage.ServiceUsage;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.meeting.MeetingTool;
import ai.joinly.manager.metrics.TurnPhases.Phase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Wrapper of a session that counts and times its joins and tool calls. Thread-safe. */
final class ObservedSession implements MeetingSession {
  private static final String TOOL_ERROR = "tool_error";

  private final MeetingSession session;
  private final MeetingMeters meters;
  private final TurnPhases phases;
  private final TurnPhases.Ear ear;
  private final Runnable onEnd;

  /**
   * @param onEnd called when the session ends
   */
  ObservedSession(
      MeetingSession session,
      MeetingMeters meters,
      TurnPhases phases,
      TurnPhases.Ear ear,
      Runnable onEnd) {
    this.session = session;
    this.meters = meters;
    this.phases = phases;
    this.ear = ear;
    this.onEnd = onEnd;
  }

  @Override
  public String id() {
    return session.id();
  }

  @Override
  public List<ToolDescription> tools() {
    return session.tools();
  }

  @Override
  public List<String> restrictions() {
    return session.restrictions();
  }

  @Override
  public void join() throws MeetingException, InterruptedException {
    long started = phases.now();
    String outcome = MeetingMeters.INTERRUPTED;
    try {
      session.join();
      outcome = MeetingMeters.OK;
      meters.joinDurations().record(phases.now() - started, TimeUnit.NANOSECONDS);
    } catch (MeetingException e) {
      outcome = Names.label(e.category());
      throw e;
    } finally {
      meters.joins().with(outcome).increment();
    }
  }

  @Override
  public ToolOutcome call(String tool, String arguments)
      throws MeetingException, InterruptedException {
    boolean speech = tool.equals(MeetingTool.SPEAK);
    if (speech) {
      ear.onSpeech();
    }
    long started = phases.now();
    String outcome = MeetingMeters.INTERRUPTED;
    try {
      ToolOutcome result = session.call(tool, arguments);
      outcome = result.isError() ? TOOL_ERROR : MeetingMeters.OK;
      return result;
    } catch (MeetingException e) {
      outcome = Names.label(e.category());
      throw e;
    } finally {
      phases.observe(speech ? Phase.SPEAKING : Phase.TOOLS, phases.now() - started);
      meters.toolCalls().with(known(tool), outcome).increment();
    }
  }

  /** Returns the label of a tool. A model may call any name; only offered tools become labels. */
  private String known(String tool) {
    return session.tools().stream().anyMatch(offered -> offered.name().equals(tool))
        ? meters.tools().of(tool)
        : BoundedLabel.OTHER;
  }

  @Override
  public void show(Presence presence) {
    session.show(presence);
  }

  @Override
  public ServiceUsage usage() throws MeetingException, InterruptedException {
    return session.usage();
  }

  @Override
  public void detach() {
    onEnd.run();
    session.detach();
  }

  @Override
  public boolean end(Duration limit) {
    onEnd.run();
    return session.end(limit);
  }
}
