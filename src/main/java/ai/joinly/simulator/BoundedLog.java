package ai.joinly.simulator;

import java.util.List;

/** Adds entries to lists of limited size, which drop their oldest entries. */
public final class BoundedLog {
  static final int LIMIT = 1_000;

  private BoundedLog() {}

  public static <T> boolean add(List<T> list, T entry) {
    if (list.size() >= LIMIT) {
      list.removeFirst();
    }
    return list.add(entry);
  }
}
