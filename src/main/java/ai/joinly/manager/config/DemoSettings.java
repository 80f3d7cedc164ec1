package ai.joinly.manager.config;

/** Embedded demo. */
@Setting.Section("demo.")
public record DemoSettings(
    @Setting(
            value = "false",
            doc = "whether the embedded demo runs: a simulated joinly server and a first agent")
        boolean enabled,
    @Setting(
            value = "scripted",
            doc = "language model of the demo's agents; openai needs OPENAI_API_KEY")
        Model llm)
    implements Settings.Part {
  /** Language model of the demo's agents. */
  public enum Model {
    SCRIPTED,
    OPENAI
  }

  public static DemoSettings defaults() {
    return Settings.defaults().demo();
  }
}
