package ai.joinly.manager.config;

import static ai.joinly.manager.config.SettingType.hosts;
import static ai.joinly.manager.config.SettingType.prices;
import static ai.joinly.manager.config.SettingType.wholeNumber;
import static ai.joinly.manager.config.SettingType.word;

import ai.joinly.manager.domain.usage.ModelPrice;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The settings of language models, but for their keys and addresses. */
final class LlmCatalogue {
  private static final SettingGroup GROUP = new SettingGroup();

  static final Setting<Duration> LLM_REQUEST_TIMEOUT =
      GROUP.timeout(
          "llm.request-timeout",
          "LLM_REQUEST_TIMEOUT",
          "1s",
          "10m",
          "60s",
          "time limit of an answer of a language model, retries included");
  static final Setting<Integer> LLM_MAX_ATTEMPTS =
      GROUP.setting(
          "llm.max-attempts",
          "LLM_MAX_ATTEMPTS",
          wholeNumber(1, 10),
          "3",
          "maximum number of requests for one answer");
  static final Setting<List<String>> LLM_ALLOWED_HOSTS =
      GROUP.setting(
          "llm.allowed-hosts",
          "LLM_ALLOWED_HOSTS",
          hosts(),
          SettingType.NO_ITEMS,
          "hosts that a base URL in an agent's env_vars may name");
  static final Setting<Map<String, ModelPrice>> LLM_PRICES =
      GROUP.setting(
          "llm.prices",
          "LLM_PRICES",
          prices(),
          SettingType.NO_ITEMS,
          "prices of a million tokens, such as gpt-4o*=2.50/10.00/1.25 for input, output and, if it has"
              + " a price of its own, cached input; without a price no cost is estimated");
  static final Setting<String> LLM_CURRENCY =
      GROUP.setting(
          "llm.currency",
          "LLM_CURRENCY",
          word("the short name of a currency"),
          "USD",
          "currency of LLM_PRICES");

  /** All of them, in the order of the documentation. */
  static final List<Setting<?>> ALL = GROUP.all();

  private LlmCatalogue() {}
}
