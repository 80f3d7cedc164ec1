package ai.joinly.manager.mcp.incremental;

import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** Number of bytes with two different checksums. Not thread-safe. */
final class PartSum {
  private final CRC32 crc = new CRC32();
  private final CRC32C castagnoli = new CRC32C();
  private int count;

  void add(byte[] bytes, int from, int length) {
    crc.update(bytes, from, length);
    castagnoli.update(bytes, from, length);
    count += length;
  }

  int count() {
    return count;
  }

  boolean sameAs(PartSum other) {
    return count == other.count
        && crc.getValue() == other.crc.getValue()
        && castagnoli.getValue() == other.castagnoli.getValue();
  }
}
