package ai.joinly.manager.bench.oddities;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A model with the agent that uses it.
 *
 * @param model what the manager calls it; the number of the agent is appended
 * @param style of the agent's prompt
 * @param tools whether the agent has a further tool server
 * @param always how it misbehaves whenever it can
 * @param chance how it misbehaves by chance
 */
record Personality(
    String model,
    Wire wire,
    String provider,
    String style,
    boolean tools,
    Set<Kind> always,
    Set<Kind> chance) {
  private static final String DYADIC = "dyadic";
  private static final String MPC = "mpc";
  private static final Set<Kind> NONE = EnumSet.noneOf(Kind.class);

  private static final List<Personality> ALL =
      List.of(
          byChance(Wire.OPENAI, DYADIC, false),
          byChance(Wire.ANTHROPIC, MPC, true),
          byChance(Wire.GEMINI, DYADIC, true),
          openAi("strict-mistral", MPC, false, Kind.ROLE_ORDER, Kind.CALL_IDS),
          new Personality(
              "no-tools", Wire.OPENAI, "ollama", MPC, false, EnumSet.of(Kind.NO_TOOLS), NONE),
          openAi("texty", DYADIC, false, Kind.PLAIN_TEXT),
          byChance(Wire.OPENAI, MPC, true),
          byChance(Wire.ANTHROPIC, DYADIC, false),
          byChance(Wire.GEMINI, MPC, false),
          openAi("strict-schemas", DYADIC, true, Kind.SCHEMA, Kind.TOO_MANY_TOOLS),
          openAi("texty-mpc", MPC, false, Kind.PLAIN_TEXT),
          new Personality(
              "groq",
              Wire.OPENAI,
              "openai",
              MPC,
              false,
              EnumSet.of(Kind.TOOL_CHOICE, Kind.PARALLEL_CALLS),
              EnumSet.of(Kind.TOOL_USE_FAILED)),
          openAi("hermes", MPC, false, Kind.CALL_AS_HERMES),
          openAi("gemma", DYADIC, false, Kind.SYSTEM_ROLE));

  /** That of the agent with a number, from 0. */
  static Personality of(int number) {
    return ALL.get(number % ALL.size());
  }

  private static Personality byChance(Wire wire, String style, boolean tools) {
    String provider =
        switch (wire) {
          case OPENAI -> "openai";
          case ANTHROPIC -> "anthropic";
          case GEMINI -> "google";
        };
    return new Personality(
        "chance-" + provider + "-" + style,
        wire,
        provider,
        style,
        tools,
        NONE,
        Kind.byChance(wire));
  }

  private static Personality openAi(String model, String style, boolean tools, Kind... always) {
    return new Personality(
        model, Wire.OPENAI, "openai", style, tools, EnumSet.copyOf(List.of(always)), NONE);
  }

  boolean isDyadic() {
    return style.equals(DYADIC);
  }
}
