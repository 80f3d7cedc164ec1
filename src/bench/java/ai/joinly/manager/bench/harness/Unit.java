package ai.joinly.manager.bench.harness;

import java.util.Locale;

/** What a figure counts. */
public enum Unit {
  MILLISECONDS("ms", 2),
  SECONDS("s", 2),
  PER_SECOND("/s", 0),
  MEBIBYTES("MiB", 0),
  KIBIBYTES("KiB", 1),
  PERCENT("%", 1),
  MICROSECONDS("µs", 1),
  COUNT("", 0),
  RATIO("×", 2);

  private final String sign;
  private final int decimals;

  Unit(String sign, int decimals) {
    this.sign = sign;
    this.decimals = decimals;
  }

  /** How people write it; empty for a plain number. */
  public String sign() {
    return sign;
  }

  String format(double value) {
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
