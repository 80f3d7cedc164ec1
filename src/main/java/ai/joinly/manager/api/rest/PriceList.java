package ai.joinly.manager.api.rest;

import ai.joinly.manager.config.LlmPrices;
import ai.joinly.manager.domain.usage.ModelUsage;
import ai.joinly.manager.json.UsageJson;
import java.math.BigDecimal;
import java.util.Optional;

/** Cost estimation with the configured prices. */
public record PriceList(LlmPrices prices) implements UsageJson.Costs {
  @Override
  public Optional<BigDecimal> apply(ModelUsage usage) {
    return prices.of(usage.model()).map(price -> price.of(usage.tokens()));
  }

  @Override
  public String currency() {
    return prices.currency();
  }
}
