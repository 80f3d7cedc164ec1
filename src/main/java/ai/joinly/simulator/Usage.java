package ai.joinly.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Usage of a session's speech services. Thread-safe. */
public final class Usage {
  private final AtomicLong heardNanos = new AtomicLong();
  private final AtomicLong spokenCharacters = new AtomicLong();

  public void heard(Duration time) {
    heardNanos.addAndGet(time.toNanos());
  }

  public void spoken(int characters) {
    spokenCharacters.addAndGet(characters);
  }

  public ObjectNode json() {
    ObjectNode json = Json.object();
    if (heardNanos.get() > 0) {
      ObjectNode stt = json.putObject("deepgram_stt");
      stt.putObject("usage").put("minutes", heardNanos.get() / 60e9);
      stt.putObject("meta").put("model", "nova-3").put("mip_opt_out", 1);
    }
    if (spokenCharacters.get() > 0) {
      ObjectNode tts = json.putObject("elevenlabs_tts");
      tts.putObject("usage").put("characters", spokenCharacters.get());
      tts.putObject("meta").put("model", "eleven_flash_v2_5");
    }
    return json;
  }
}
