package ai.joinly.manager.monitoring;

import ai.joinly.manager.logging.StateLog;
import ai.joinly.manager.logging.StateLog.Subject;
import ai.joinly.manager.meeting.joinly.JoinlyProbe;
import ai.joinly.manager.net.HttpUrl;
import java.net.URI;
import java.util.Optional;

/**
 * Logs when the joinly server fails and works again. Logs the start line with the first result. For
 * the thread of the probe.
 */
public final class JoinlyWatch implements JoinlyProbe.Listener {
  private final StateLog states;
  private final String server;

  /** Empty once it is written. */
  private Optional<StartLine> start;

  public JoinlyWatch(StateLog states, URI server, StartLine start) {
    this.states = states;
    this.server = HttpUrl.of(server).toString();
    this.start = Optional.of(start);
  }

  @Override
  public void onAnswer(Optional<String> problem) {
    start.ifPresent(
        line ->
            line.write(
                server + problem.map(why -> " does not answer (" + why + ")").orElse(" answers")));
    start = Optional.empty();
    problem.ifPresentOrElse(
        why ->
            states.failing(
                Subject.JOINLY,
                server,
                "The joinly server at %s does not answer correctly (%s): agents can lose their meetings and none can join. Check that it is running, and check JOINLY_URL"
                    .formatted(server, why)),
        () ->
            states.works(
                Subject.JOINLY, server, "The joinly server at " + server + " answers again"));
  }
}
