package ai.joinly.manager.simulator;

import java.util.List;

/** Lists that forget their oldest entries. */
final class BoundedLog {
  static final int LIMIT = 1_000;

  private BoundedLog() {}

  static <T> boolean add(List<T> list, T entry) {
    if (list.size() >= LIMIT) {
      list.removeFirst();
    }
    return list.add(entry);
  }
}
