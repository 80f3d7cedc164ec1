package ai.joinly.manager.api.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TranscriptFormatTest {
  @Test
  void parametersMayHaveSpacesAround() {
    assertEquals(
        Optional.of(TranscriptFormat.VTT),
        TranscriptFormat.accepted("text/plain ; q=0.1,\ttext/vtt;v=1 ;\tq=0.5 "));
    assertEquals(Optional.empty(), TranscriptFormat.accepted("text/plain ; q=0 , image/png"));
  }

  /** A pattern for spaces in front of something looks at each space again for each one before. */
  @Test
  void spacesAreReadOnce() {
    String spaces = " ".repeat(200_000);
    assertEquals(
        Optional.of(TranscriptFormat.TEXT),
        assertTimeoutPreemptively(
            Duration.ofSeconds(20),
            () -> TranscriptFormat.accepted("a" + spaces + "b,text/plain" + spaces + ";q=1")));
  }
}
