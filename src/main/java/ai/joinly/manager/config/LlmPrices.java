package ai.joinly.manager.config;

import ai.joinly.manager.domain.usage.ModelPrice;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * Prices of language models.
 *
 * @param byModel prices by the name of a model, which may end in {@code *}
 */
@Setting.Section("llm.")
public record LlmPrices(
    @Setting(
            value = SettingType.NO_ITEMS,
            path = "llm.prices",
            doc =
                "prices of a million tokens, such as gpt-4o*=2.50/10.00/1.25 for input, output and,"
                    + " if it has a separate price, cached input; without a price no cost is estimated")
        Map<String, ModelPrice> byModel,
    @Setting(value = "USD", text = "the short name of a currency", doc = "currency of LLM_PRICES")
        String currency)
    implements Settings.Part {
  public LlmPrices {
    byModel = Map.copyOf(byModel);
  }

  /** Returns the price of {@code model}: that of its name, or that of its longest prefix. */
  public Optional<ModelPrice> of(String model) {
    return Optional.ofNullable(byModel.get(model))
        .or(
            () ->
                byModel.keySet().stream()
                    .filter(name -> name.endsWith("*"))
                    .filter(name -> model.startsWith(name.substring(0, name.length() - 1)))
                    .max(Comparator.comparingInt(String::length))
                    .map(byModel::get));
  }
}
