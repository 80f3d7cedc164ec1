package ai.joinly.manager.domain.usage;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Price of a million tokens of a language model, in the configured currency. */
public record ModelPrice(BigDecimal input, BigDecimal output, BigDecimal cachedInput) {
  private static final int MILLION = 6;

  public ModelPrice {
    if (input.signum() < 0 || output.signum() < 0 || cachedInput.signum() < 0) {
      throw new IllegalArgumentException("a price must not be negative");
    }
  }

  /** Returns the cost of {@code tokens}, rounded to six decimals. */
  public BigDecimal of(TokenUsage tokens) {
    long cached = Math.min(tokens.cachedInput(), tokens.input());
    return input
        .multiply(BigDecimal.valueOf(tokens.input() - cached))
        .add(cachedInput.multiply(BigDecimal.valueOf(cached)))
        .add(output.multiply(BigDecimal.valueOf(tokens.output())))
        .scaleByPowerOfTen(-MILLION)
        .setScale(MILLION, RoundingMode.HALF_UP);
  }
}
