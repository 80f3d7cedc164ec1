package ai.joinly.manager.meeting.transcript;

/**
 * Counts 64-bit hashes in open addressing: some 24 bytes for each, however long a segment is, as a
 * meeting may last for hours. Two different segments of one meeting share a hash once in some 10^11
 * meetings. For one thread.
 */
final class HashCounts {
  private static final int SMALLEST = 16;

  private long[] keys = new long[SMALLEST];
  private int[] counts = new int[SMALLEST];
  private int size;

  int size() {
    return size;
  }

  int get(long hash) {
    return counts[slot(hash)];
  }

  /** Counts {@code hash} once more and returns how often it was counted. */
  int increment(long hash) {
    int slot = slot(hash);
    if (counts[slot] == 0) {
      if (size * 2 >= keys.length) {
        grow();
        slot = slot(hash);
      }
      keys[slot] = hash;
      size++;
    }
    return ++counts[slot];
  }

  private int slot(long hash) {
    int mask = keys.length - 1;
    int slot = (int) (hash ^ (hash >>> 32)) & mask;
    while (counts[slot] != 0 && keys[slot] != hash) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldCounts = counts;
    keys = new long[oldKeys.length * 2];
    counts = new int[oldKeys.length * 2];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldCounts[i] != 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        counts[slot] = oldCounts[i];
      }
    }
  }
}
