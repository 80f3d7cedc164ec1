package ai.joinly.manager.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Stream that counts all bytes read against a budget. For one thread. */
public final class BudgetedStream extends FilterInputStream {
  private final AnswerBudget.Place place;
  private long total;

  /**
   * @param place the share of the budget; closed by the caller when the data is no longer held
   */
  public BudgetedStream(InputStream in, AnswerBudget.Place place) {
    super(in);
    this.place = place;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    count(value < 0 ? 0 : 1);
    return value;
  }

  @Override
  public int read(byte[] target, int from, int count) throws IOException {
    int read = super.read(target, from, count);
    count(Math.max(0, read));
    return read;
  }

  private void count(int more) throws IOException {
    total += more;
    place.reach(total);
  }
}
