package ai.joinly.manager.config;

import static ai.joinly.manager.config.SettingType.flag;
import static ai.joinly.manager.config.SettingType.oneOf;

import ai.joinly.manager.domain.Secret;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every setting there is, in the order of the documentation. What reads, checks and documents
 * settings goes by this list.
 */
final class SettingsCatalogue {
  private static final SettingGroup DEMO = new SettingGroup();

  /** Keys and addresses of language models, handed on under their variables' names. */
  static final List<Setting<Secret>> LLM_VARIABLES = ProviderCatalogue.llm();

  /** Keys that only the joinly server can use; known here so that their presence can be told of. */
  static final List<Setting<Secret>> SPEECH_KEYS = ProviderCatalogue.speech();

  static final Setting<Boolean> DEMO_ENABLED =
      DEMO.setting(
          "demo.enabled",
          "DEMO_ENABLED",
          flag(),
          "false",
          "whether the embedded demo runs: a simulated joinly server and a first agent");
  static final Setting<Settings.Demo.Model> DEMO_LLM =
      DEMO.setting(
          "demo.llm",
          "DEMO_LLM",
          oneOf(Settings.Demo.Model.class),
          "scripted",
          "language model of the demo's agents; openai needs OPENAI_API_KEY");

  /** All of them. */
  static final List<Setting<?>> ALL =
      Stream.<List<? extends Setting<?>>>of(
              ServerCatalogue.ALL,
              AgentCatalogue.ALL,
              NetworkCatalogue.ALL,
              JoinlyCatalogue.ALL,
              StoreCatalogue.ALL,
              LlmCatalogue.ALL,
              LLM_VARIABLES,
              SPEECH_KEYS,
              DEMO.all())
          .<Setting<?>>flatMap(List::stream)
          .toList();

  private SettingsCatalogue() {}
}
