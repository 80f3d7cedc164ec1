package ai.joinly.manager.agent.session;

import ai.joinly.manager.agent.AgentContext;
import ai.joinly.manager.agent.worker.TaskScope;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.domain.usage.ServiceUsage;
import ai.joinly.manager.meeting.MeetingListener;
import java.util.List;
import java.util.Optional;

/** Listener of one session that forwards its reports from the session's threads to the agent's. */
record SessionReporter(
    AgentContext context, SessionSupervisor supervisor, SessionOwner owner, TaskScope scope)
    implements MeetingListener {
  @Override
  public void onSegments(List<Segment> segments) {
    try {
      context.services().store().awaitRoom(); // the meeting server buffers the transcript
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the session is ending: these segments are its last
    }
    List<Segment> copy = List.copyOf(segments);
    scope.execute(sizeOf(copy), () -> owner.onSegments(copy));
  }

  @Override
  public void onUtterance(List<Segment> segments) {
    List<Segment> copy = List.copyOf(segments);
    long at = System.nanoTime();
    scope.execute(sizeOf(copy), () -> owner.onUtterance(copy, at));
  }

  private static int sizeOf(List<Segment> segments) {
    return segments.stream().mapToInt(segment -> segment.text().length()).sum();
  }

  @Override
  public void onUsage(String session, ServiceUsage usage) {
    context.executor().execute(() -> context.usage().services(session, usage));
  }

  @Override
  public void onReading() {
    scope.execute(supervisor::onReading);
  }

  @Override
  public void onNote(String sentence) {
    context.log(LogLevel.WARN, sentence);
  }

  @Override
  public void onTrouble(String sentence) {
    scope.execute(() -> supervisor.onTrouble(sentence));
  }

  @Override
  public void onRecovered() {
    scope.execute(supervisor::onRecovered);
  }

  @Override
  public void onHearing(Optional<String> trouble) {
    scope.execute(() -> supervisor.onHearing(trouble));
  }

  @Override
  public void onLost(String sentence) {
    scope.execute(() -> supervisor.onLost(sentence));
  }
}
