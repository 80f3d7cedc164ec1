package ai.joinly.manager.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.api.ServerUnderTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** All bodies together take a part of the heap, and no more. */
@Tag("memory")
class BodyBudgetTest {
  private static final int MEBIBYTE = 1024 * 1024;

  @Test
  void largeBodiesLeaveRoomForSmallOnes() {
    BodyBudget budget = new BodyBudget(400_000);
    BodyBudget.Share large = budget.open();
    assertTrue(large.grow(300_000));
    assertFalse(budget.open().grow(BodyBudget.SMALL + 1));
    assertTrue(budget.open().grow(BodyBudget.SMALL));
    large.close();
    assertTrue(budget.open().grow(BodyBudget.SMALL + 1));
  }

  @Test
  void aGrowingBodyMovesFromOnePartToTheOther() {
    BodyBudget budget = new BodyBudget(400_000);
    BodyBudget.Share share = budget.open();
    for (int size = 1_000; size <= 256_000; size *= 2) {
      assertTrue(share.grow(size));
      assertEquals(size, budget.held());
    }
    assertFalse(share.grow(400_000));
    assertEquals(256_000, budget.held());
    share.close();
    share.close();
    assertEquals(0, budget.held());
  }

  @Test
  void threeHundredBodiesThatStopShutNobodyOut() throws Exception {
    ServerUnderTest server = new ServerUnderTest();
    List<Socket> stopped = new ArrayList<>();
    try {
      byte[] almostAll =
          ("POST /agents HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                  + "Content-Length: "
                  + MEBIBYTE
                  + "\r\n\r\n"
                  + " ".repeat(MEBIBYTE - 1))
              .getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 300; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(30_000);
        stopped.add(socket);
        socket.getOutputStream().write(almostAll);
      }
      assertEquals(201, server.postJson("/agents", agent("")).statusCode());
      // As many as the budget has no room for.
      assertTrue(refusals(stopped) > 200);
      HttpResponse<String> large = server.postJson("/agents", agent(" ".repeat(MEBIBYTE / 2)));
      assertEquals(503, large.statusCode(), large.body());
      assertEquals("5", large.headers().firstValue("Retry-After").orElse("none"));
    } finally {
      for (Socket socket : stopped) {
        socket.close();
      }
      server.close();
    }
  }

  private static int refusals(List<Socket> sockets) throws IOException {
    int refusals = 0;
    for (Socket socket : sockets) {
      InputStream in = socket.getInputStream();
      if (in.available() > 0) {
        String answer = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
        assertEquals("HTTP/1.1 503", answer);
        refusals++;
      }
    }
    return refusals;
  }

  private static String agent(String space) {
    return "{\"name\":\"A\",\"meeting_url\":\"https://meet.test/a\"" + space + "}";
  }
}
