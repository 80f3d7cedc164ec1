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
          "maximum number of agents that are starting or running");
  static final Setting<Integer> MAX_KEPT =
      GROUP.setting(
          "agents.max-kept",
          "MAX_KEPT_AGENTS",
          wholeNumber(1, 1_000_000),
          "10000",
          "maximum number of agents of any status; at least MAX_AGENTS");
  static final Setting<Duration> LEAVE_TIMEOUT =
      GROUP.timeout(
          "agents.leave-timeout",
          "LEAVE_TIMEOUT",
          "1s",
          "1m",
          "10s",
          "how long stop and delete wait for the agent to leave its meeting");
  static final Setting<Duration> SHUTDOWN_TIMEOUT =
      GROUP.timeout(
          "agents.shutdown-timeout",
          "SHUTDOWN_TIMEOUT",
          "1s",
          "5m",
          "10s",
          "time limit of a shutdown; agents have four fifths of it to leave");
  static final Setting<Duration> TURN_TIMEOUT =
      GROUP.timeout(
          "agents.turn-timeout", "TURN_TIMEOUT", "5s", "1h", "3m", "time limit of a turn");
  static final Setting<Integer> TURN_ROUNDS =
      GROUP.setting(
          "agents.turn-rounds",
          "TURN_ROUNDS",
          wholeNumber(1, 100),
          "15",
          "maximum number of requests to the language model in one turn");
  static final Setting<Integer> TURN_TOOL_CALLS =
      GROUP.setting(
          "agents.turn-tool-calls",
          "TURN_TOOL_CALLS",
          wholeNumber(1, 1_000),
          "40",
          "maximum number of tool calls in one turn");
  static final Setting<Integer> TURN_TOKENS =
      GROUP.setting(
          "agents.turn-tokens",
          "TURN_TOKENS",
          wholeNumber(1_000, 100_000_000),
          "300000",
          "number of input and output tokens after which a turn ends");
  static final Setting<Duration> CHAT_POLL =
      GROUP.timeout(
          "agents.chat-poll",
          "CHAT_POLL",
          "500ms",
          "1m",
          "3s",
          "interval between two reads of the meeting chat, for agents with chat");

  static final Setting<ZoneId> TIMEZONE =
      GROUP.register(
          new Setting<>(
              "agents.timezone",
              List.of("AGENTS_TIMEZONE"),
              timeZone(),
              Optional.empty(),
              false,
              "time zone of agents that name none; if not set, that of the machine"));

  static final Setting<Integer> ANALYSIS_WORDS =
      GROUP.setting(
          "analysis.min-words",
          "ANALYSIS_WORDS",
          wholeNumber(1, 10_000),
          "150",
          "number of new words after which an analysis is updated");
  static final Setting<Duration> ANALYSIS_INTERVAL =
      GROUP.timeout(
          "analysis.min-interval",
          "ANALYSIS_INTERVAL",
          "1s",
          "1h",
          "45s",
          "minimum interval between two updates of an analysis; four times as long for fewer words");

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
          "time limit of a call of a tool of an agent's mcp_servers");

  /** All of them, in the order of the documentation. */
  static final List<Setting<?>> ALL = GROUP.all();

  private AgentCatalogue() {}
}
