package ai.joinly.manager.meeting;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The part of a transcript that was read already, up to the end of a segment: its length and two
 * check sums of different kinds, since the part itself may have megabytes.
 *
 * @param length in characters, more than none
 */
record ReadPart(int length, int hash, long crc) {
  /** The first {@code end} characters; empty when there are none. */
  static Optional<ReadPart> of(String transcript, int end) {
    return end == 0 ? Optional.empty() : Optional.of(part(transcript, end));
  }

  private static ReadPart part(String transcript, int end) {
    String part = transcript.substring(0, end);
    CRC32C crc = new CRC32C();
    crc.update(part.getBytes(StandardCharsets.UTF_8));
    return new ReadPart(end, part.hashCode(), crc.getValue());
  }

  /** Whether a transcript begins with this part. */
  boolean begins(String transcript) {
    return transcript.length() > length && part(transcript, length).equals(this);
  }

  /** A longer part, or this one again. */
  ReadPart upTo(int end, String transcript) {
    return end == length ? this : part(transcript, end);
  }
}
