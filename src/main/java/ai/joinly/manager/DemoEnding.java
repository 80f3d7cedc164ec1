package ai.joinly.manager;

import ai.joinly.manager.agent.Agents;
import ai.joinly.manager.api.export.MinutesMarkdown;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.analysis.Analysis;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Text that the demo prints after a meeting: its minutes and, the first time, further commands to
 * try. Not thread-safe.
 */
final class DemoEnding {
  private static final String LINE = "-".repeat(72);

  private final Agents agents;
  private final Settings.Agents settings;
  private final int port;
  private boolean advised;

  /**
   * @param port of the API
   */
  DemoEnding(Agents agents, Settings.Agents settings, int port) {
    this.agents = agents;
    this.settings = settings;
    this.port = port;
  }

  /** Returns the text for an agent with an analysis; empty if the agent does not exist. */
  String text(AgentId id) {
    Optional<Agent> agent = agents.find(id, 0).map(Agents.AgentView::agent);
    Optional<Analysis> analysis = agents.analysis(id);
    if (agent.isEmpty() || analysis.isEmpty()) {
      return "";
    }
    StringWriter text = new StringWriter();
    text.write("\n" + LINE + "\n");
    try {
      new MinutesMarkdown(settings.zoneOf(agent.get().config()))
          .write(agent.get(), analysis.get(), text);
    } catch (IOException e) {
      throw new UncheckedIOException("a text cannot be written to memory", e);
    }
    text.write(LINE + "\n\n");
    if (!advised) {
      advised = true;
      text.write(advice(id));
    }
    return text.toString();
  }

  private String advice(AgentId id) {
    return """
    The agent has left; the manager keeps running. Try next, in another terminal:

      curl -s 'localhost:%1$d/agents/%2$s/transcript?format=text'
      curl -s localhost:%1$d/agents/%2$s/usage
      curl -s localhost:%1$d/agents -H 'Content-Type: application/json' \\
        -d '{"name": "Nova", "meeting_url": "https://meet.google.com/xyz-abcd-efg", "analysis": true}'

    Ctrl-C ends the demo. For real meetings see "A real joinly server" in README.md.
    """
        .formatted(port, id.value());
  }
}
