package ai.joinly.manager.config;

import ai.joinly.manager.domain.usage.ModelPrice;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * What language models cost.
 *
 * @param byModel prices by the name of a model, which may end in {@code *}
 */
public record LlmPrices(Map<String, ModelPrice> byModel, String currency) {
  public LlmPrices {
    byModel = Map.copyOf(byModel);
  }

  /** The price of {@code model}: that of its name, else that of the longest beginning of it. */
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
