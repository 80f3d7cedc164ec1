package ai.joinly.manager.meeting.transcript;

/**
 * Two counters for each 64-bit hash of a segment: occurrences that were returned, and occurrences
 * in the settled part of the last read. Open addressing; a hash takes 16 to 32 bytes, independent
 * of the length of the segment, as a meeting may last for hours. Counters stop at 32,767. Two
 * different segments of one meeting share a hash once in about 10^11 meetings. Not thread-safe.
 */
final class SegmentCounts {
  private static final int MIN_CAPACITY = 16;

  // A key of 0 marks a free slot.
  private long[] keys = new long[MIN_CAPACITY];
  private short[] returned = new short[MIN_CAPACITY];
  private short[] settled = new short[MIN_CAPACITY];
  private int size;

  /** Returns the number of different hashes. */
  int size() {
    return size;
  }

  int returned(long hash) {
    return returned[slot(key(hash))];
  }

  int settled(long hash) {
    return settled[slot(key(hash))];
  }

  void incrementReturned(long hash) {
    int slot = occupy(key(hash)); // may replace the arrays
    increment(returned, slot);
  }

  void incrementSettled(long hash) {
    int slot = occupy(key(hash)); // may replace the arrays
    increment(settled, slot);
  }

  /** Sets the second counter of all hashes to 0. */
  void clearSettled() {
    settled = new short[settled.length];
  }

  private static void increment(short[] counters, int slot) {
    if (counters[slot] < Short.MAX_VALUE) {
      counters[slot]++;
    }
  }

  private static long key(long hash) {
    return hash == 0 ? 1 : hash;
  }

  private int occupy(long key) {
    int slot = slot(key);
    if (keys[slot] == 0) {
      if ((size + 1) * 4L > keys.length * 3L) {
        grow();
        slot = slot(key);
      }
      keys[slot] = key;
      size++;
    }
    return slot;
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    int slot = (int) (key ^ (key >>> 32)) & mask;
    while (keys[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    short[] oldReturned = returned;
    short[] oldSettled = settled;
    keys = new long[oldKeys.length * 2];
    returned = new short[keys.length];
    settled = new short[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        returned[slot] = oldReturned[i];
        settled[slot] = oldSettled[i];
      }
    }
  }
}
