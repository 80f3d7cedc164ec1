package ai.joinly.manager.http;

import io.helidon.http.Method;
import java.net.URI;

/** A process that makes its first client while it ends, as the end of a start does. */
final class EndingClient {
  private EndingClient() {}

  public static void main(String[] args) {
    HttpTransport.load();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () ->
                    System.out.println(
                        "status "
                            + HttpTransport.create(settings -> {})
                                .request(Method.GET, URI.create(args[0]))
                                .request()
                                .status()
                                .code())));
  }
}
