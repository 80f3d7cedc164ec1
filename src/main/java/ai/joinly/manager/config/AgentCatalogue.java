package ai.joinly.manager.config;

import static ai.joinly.manager.config.SettingType.hosts;
import static ai.joinly.manager.config.SettingType.timeZone;
import static ai.joinly.manager.config.SettingType.wholeNumber;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** The settings of agents, their turns, analyses and further tools. */
final class AgentCatalogue {
  private static final SettingGroup GROUP = new SettingGroup();

  static final Setting<Integer> MAX_ACTIVE =
      GROUP.setting(
          "agents.max-active",
          "MAX_AGENTS",
          wholeNumber(1, 10_000),
          "10",
          "agents that may be starting or running at once");
  static final Setting<Integer> MAX_KEPT =
      GROUP.setting(
          "agents.max-kept",
          "MAX_KEPT_AGENTS",
          wholeNumber(1, 1_000_000),
          "10000",
          "agents that may exist at once, whatever their status; at least MAX_AGENTS");
  static final Setting<Duration> LEAVE_TIMEOUT =
      GROUP.timeout(
          "agents.leave-timeout",
          "LEAVE_TIMEOUT",
          "1s",
          "1m",
          "10s",
          "how long stop and delete wait for the meeting to be left");
  static final Setting<Duration> SHUTDOWN_TIMEOUT =
      GROUP.timeout(
          "agents.shutdown-timeout",
          "SHUTDOWN_TIMEOUT",
          "1s",
          "5m",
          "10s",
          "how long the end of the process may take; agents have four fifths of it to leave");
  static final Setting<Duration> TURN_TIMEOUT =
      GROUP.timeout(
          "agents.turn-timeout", "TURN_TIMEOUT", "5s", "1h", "3m", "how long a turn may take");
  static final Setting<Integer> TURN_ROUNDS =
      GROUP.setting(
          "agents.turn-rounds",
          "TURN_ROUNDS",
          wholeNumber(1, 100),
          "15",
          "requests to the language model in one turn at most");
  static final Setting<Integer> TURN_TOOL_CALLS =
      GROUP.setting(
          "agents.turn-tool-calls",
          "TURN_TOOL_CALLS",
          wholeNumber(1, 1_000),
          "40",
          "tool calls in one turn at most");
  static final Setting<Integer> TURN_TOKENS =
      GROUP.setting(
          "agents.turn-tokens",
          "TURN_TOKENS",
          wholeNumber(1_000, 100_000_000),
          "300000",
          "tokens read and written in one turn after which it ends");
  static final Setting<Duration> CHAT_POLL =
      GROUP.timeout(
          "agents.chat-poll",
          "CHAT_POLL",
          "500ms",
          "1m",
          "3s",
          "between looks into the meeting's chat, for agents with chat");

  static final Setting<ZoneId> TIMEZONE =
      GROUP.register(
          new Setting<>(
              "agents.timezone",
              List.of("AGENTS_TIMEZONE"),
              timeZone(),
              Optional.empty(),
              false,
              "time zone of agents that name none; that of the machine if it is not set"));

  static final Setting<Integer> ANALYSIS_WORDS =
      GROUP.setting(
          "analysis.min-words",
          "ANALYSIS_WORDS",
          wholeNumber(1, 10_000),
          "150",
          "new words that an analysis is brought up to date for");
  static final Setting<Duration> ANALYSIS_INTERVAL =
      GROUP.timeout(
          "analysis.min-interval",
          "ANALYSIS_INTERVAL",
          "1s",
          "1h",
          "45s",
          "between two updates of an analysis at least; fewer words wait four times as long");

  static final Setting<List<String>> TOOLS_ALLOWED_HOSTS =
      GROUP.setting(
          "tools.allowed-hosts",
          "TOOLS_ALLOWED_HOSTS",
          hosts(),
          SettingType.NO_ITEMS,
          "hosts that an agent's mcp_servers may name");
  static final Setting<Duration> TOOLS_TIMEOUT =
      GROUP.timeout(
          "tools.timeout",
          "TOOLS_TIMEOUT",
          "1s",
          "10m",
          "1m",
          "how long a tool of an agent's mcp_servers may take");

  /** All of them, in the order of the documentation. */
  static final List<Setting<?>> ALL = GROUP.all();

  private AgentCatalogue() {}
}
