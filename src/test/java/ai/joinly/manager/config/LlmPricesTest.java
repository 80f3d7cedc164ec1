package ai.joinly.manager.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.usage.TokenUsage;
import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LlmPricesTest {
  private static LlmPrices prices(String text) {
    return new LlmPrices(SettingType.prices().parse(text).orElseThrow(), "USD");
  }

  private static String cost(LlmPrices prices, String model, TokenUsage tokens) {
    return prices
        .of(model)
        .map(price -> price.of(tokens).stripTrailingZeros().toPlainString())
        .orElse("none");
  }

  @Test
  void theLongestNameThatFitsHasThePrice() {
    LlmPrices prices = prices("gpt-4o*=2.5/10/1.25, gpt-4o-mini*=0.15/0.6, o3=2/8");
    TokenUsage million = new TokenUsage(1_000_000, 0, 0);
    assertEquals("2.5", cost(prices, "gpt-4o-2024-11-20", million));
    assertEquals("0.15", cost(prices, "gpt-4o-mini", million));
    assertEquals("2", cost(prices, "o3", million));
    assertEquals("none", cost(prices, "o3-mini", million));
  }

  @Test
  void cachedInputHasItsOwnPriceOrThatOfInput() {
    TokenUsage tokens = new TokenUsage(1_000_000, 100_000, 400_000);
    assertEquals("3", cost(prices("m=2.5/10/1.25"), "m", tokens));
    assertEquals("3.5", cost(prices("m=2.5/10"), "m", tokens));
    assertEquals(
        new BigDecimal("0.000003"), prices("m=3/9").of("m").get().of(new TokenUsage(1, 0, 0)));
  }

  @Test
  void whatIsNoPriceIsRefused() {
    for (String text :
        new String[] {"m", "m=1", "m=1/2/3/4", "m=-1/2", "m=1,5/2", "=1/2", "a*b=1/2"}) {
      assertEquals(Optional.empty(), SettingType.prices().parse(text), text);
    }
    assertTrue(prices("none").byModel().isEmpty());
  }
}
