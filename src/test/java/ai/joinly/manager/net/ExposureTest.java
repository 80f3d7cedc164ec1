package ai.joinly.manager.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExposureTest {
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "localhost", "::1"})
  void onLoopbackNobodyElseCanReachIt(String host) {
    assertEquals(Optional.empty(), Exposure.warning(host, 8001));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.7"})
  void elsewhereTheWarningSaysWhatItMeansAndWhatToDo(String host) {
    String warning = Exposure.warning(host, 8001).orElseThrow();
    assertTrue(warning.contains(host + ":8001"), warning);
    assertTrue(warning.contains("no authentication"), warning);
    assertTrue(warning.contains("can create agents"), warning);
    assertTrue(warning.contains("SERVER_HOST=127.0.0.1"), warning);
  }
}
