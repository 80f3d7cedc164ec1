package ai.joinly.manager.web;

import ai.joinly.manager.config.LlmPrices;
import ai.joinly.manager.json.UsageJson;
import ai.joinly.manager.model.ModelUsage;
import java.math.BigDecimal;
import java.util.Optional;

/** Estimates costs by the prices of the settings. */
record PriceList(LlmPrices prices) implements UsageJson.Costs {
  @Override
  public Optional<BigDecimal> apply(ModelUsage usage) {
    return prices.of(usage.model()).map(price -> price.of(usage.tokens()));
  }

  @Override
  public String currency() {
    return prices.currency();
  }
}
