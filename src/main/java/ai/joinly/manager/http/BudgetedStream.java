package ai.joinly.manager.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream whose reader keeps all that comes, within a budget. For one thread. */
public final class BudgetedStream extends FilterInputStream {
  private final AnswerBudget.Place place;
  private long total;

  /**
   * @param place closed by the caller, once nothing of what was read is kept
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
