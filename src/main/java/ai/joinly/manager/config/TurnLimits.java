package ai.joinly.manager.config;

import java.time.Duration;

/** Limits of one turn of an agent. */
@Setting.Section(value = "agents.turn-", variables = "TURN_")
public record TurnLimits(
    @Setting(value = "3m", range = "5s..1h", doc = "time limit of a turn") Duration timeout,
    @Setting(
            value = "15",
            range = "1..100",
            doc = "maximum number of requests to the language model in one turn")
        int rounds,
    @Setting(value = "40", range = "1..1000", doc = "maximum number of tool calls in one turn")
        int toolCalls,
    @Setting(
            value = "300000",
            range = "1000..100000000",
            doc = "number of input and output tokens after which a turn ends")
        int tokens) {
  public TurnLimits {
    Settings.require(timeout.isPositive() && rounds > 0 && toolCalls > 0 && tokens > 0);
  }
}
