package ai.joinly.manager.config;

import java.net.URI;
import java.time.Duration;

/**
 * The joinly server, and how long to wait for it.
 *
 * @param url of its MCP endpoint
 * @param connectWindow how long a first start tries to reach the server
 * @param giveUpAfter how long a lost session is tried for again
 * @param queueTimeout how long a start may wait for the starts before it
 * @param startTimeout how long one session may take to start
 * @param joinTimeout how long a join may take
 * @param requestTimeout how long an ordinary request may take
 * @param toolTimeout how long a tool may take
 * @param speechTimeout how long a speech may take
 * @param streamIdle after how much silence an event stream is taken for dead; above the server's
 *     ping of 15 s
 * @param pollFastest between two polls of the transcript after somebody spoke
 * @param pollSlowest between two polls of the transcript in silence; twice that once pushes were
 *     seen to come
 * @param shareOneMeeting whether agents may share a server that has one meeting for all its clients
 * @param maxResponseBytes the largest answer that is read
 */
public record JoinlySettings(
    URI url,
    Duration connectWindow,
    Duration giveUpAfter,
    Duration queueTimeout,
    Duration startTimeout,
    Duration joinTimeout,
    Duration requestTimeout,
    Duration toolTimeout,
    Duration speechTimeout,
    Duration streamIdle,
    Duration pollFastest,
    Duration pollSlowest,
    boolean shareOneMeeting,
    int maxResponseBytes) {
  public JoinlySettings {
    Rules.requirePositive(connectWindow, "connectWindow");
    Rules.requirePositive(giveUpAfter, "giveUpAfter");
    Rules.requirePositive(queueTimeout, "queueTimeout");
    Rules.requirePositive(startTimeout, "startTimeout");
    Rules.requirePositive(joinTimeout, "joinTimeout");
    Rules.requirePositive(requestTimeout, "requestTimeout");
    Rules.requirePositive(toolTimeout, "toolTimeout");
    Rules.requirePositive(speechTimeout, "speechTimeout");
    Rules.requirePositive(streamIdle, "streamIdle");
    Rules.requirePositive(pollFastest, "pollFastest");
    Rules.require(
        pollSlowest.compareTo(pollFastest) >= 0, "pollSlowest must not be below pollFastest");
    Rules.require(maxResponseBytes > 0, "maxResponseBytes must be positive");
  }

  public static JoinlySettings defaults() {
    return Settings.defaults().joinly();
  }
}
