package ai.joinly.manager.meeting.transcript;

import static ai.joinly.manager.meeting.transcript.Transcripts.json;
import static ai.joinly.manager.meeting.transcript.Transcripts.said;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.joinly.manager.domain.meeting.Segment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Transcripts that were damaged on their way: none spoils the readings after it. */
class MutatedTranscriptTest {
  private static final int INPUTS = 3_000;

  private final Random random = new Random(20);

  /** Cuts, doubles, turns or flips something. */
  private String damaged(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int at = random.nextInt(bytes.length);
    byte[] head = Arrays.copyOf(bytes, at);
    byte[] tail = Arrays.copyOfRange(bytes, at, bytes.length);
    byte[] result =
        switch (random.nextInt(4)) {
          case 0 -> head;
          case 1 -> joined(bytes, tail);
          case 2 -> joined(tail, head);
          default -> {
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            yield bytes;
          }
        };
    return new String(result, StandardCharsets.UTF_8);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  @Test
  void theNextGoodReadingHasAllWords() throws Exception {
    for (int input = 0; input < INPUTS; input++) {
      String[] transcript = {""};
      TranscriptReader reader =
          new TranscriptReader(new GrownText(() -> transcript[0]), () -> "", () -> 0);
      List<Segment> all = new ArrayList<>();
      List<String> heard = new ArrayList<>();
      for (int reading = 0; reading < 4; reading++) {
        for (int more = random.nextInt(12); more >= 0; more--) {
          all.add(said("w" + all.size(), all.size()));
        }
        transcript[0] = reading < 3 ? damaged(json(all)) : json(all);
        try {
          reader.read().forEach(segment -> heard.add(segment.text()));
        } catch (IOException e) {
          // It is no transcript any more.
        }
      }
      long missing = all.stream().filter(segment -> !heard.contains(segment.text())).count();
      assertEquals(0, missing, "of " + transcript[0]);
    }
  }
}
