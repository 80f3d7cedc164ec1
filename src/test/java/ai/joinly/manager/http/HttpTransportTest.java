package ai.joinly.manager.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.helidon.http.Method;
import io.helidon.webclient.api.WebClientConfig;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** When clients come about, and how certificates are read ahead. */
class HttpTransportTest {
  private static final URI PLAIN = URI.create("http://models.example.com/");
  private static final URI SECURE = URI.create("https://models.example.com/");

  private final Queue<Runnable> background = new ArrayDeque<>();
  private final HttpTransport transport = HttpTransport.create(this::settings, background::add);
  private boolean broken;
  private int made;

  private void settings(WebClientConfig.Builder builder) {
    made++;
    if (broken) {
      throw new IllegalStateException("no certificates");
    }
  }

  @Test
  void makesAClientWhenItIsFirstNeeded() {
    transport.prepare(PLAIN);
    assertEquals(0, made);
    transport.request(Method.GET, PLAIN);
    transport.request(Method.GET, PLAIN);
    assertEquals(1, made);
    transport.request(Method.GET, SECURE);
    assertEquals(2, made);
  }

  @Test
  void readsCertificatesOnceHoweverManyPrepare() {
    transport.prepare(PLAIN);
    assertEquals(0, background.size());
    transport.prepare(SECURE);
    transport.prepare(SECURE);
    assertEquals(1, background.size());
    background.remove().run();
    transport.prepare(SECURE);
    assertEquals(0, background.size());
  }

  @Test
  void aFailureShowsItselfAtTheConnectionAndIsTriedAnew() {
    broken = true;
    transport.prepare(SECURE);
    background.remove().run();
    assertThrows(IllegalStateException.class, () -> transport.request(Method.GET, SECURE));
    transport.prepare(SECURE);
    broken = false;
    background.remove().run();
    transport.request(Method.GET, SECURE);
    transport.prepare(SECURE);
    assertEquals(0, background.size());
  }
}
