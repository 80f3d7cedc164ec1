package ai.joinly.manager;

import ai.joinly.manager.config.InvalidSettingsException;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.config.SettingsLoader;
import ai.joinly.manager.http.ConnectionProblem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Asks a manager on this machine whether it lives, for container engines that run a command instead
 * of a request. Over a plain socket: an HTTP client would take longer to load than to ask.
 */
final class HealthCheck {
  private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(4).toMillis();
  private static final int LIVES = 0;
  private static final int DOES_NOT = 1;

  private HealthCheck() {}

  /** The status to end with: 0 when it lives. */
  static int run(Optional<Path> config) {
    try {
      Settings.Server server = SettingsLoader.load(config, Map.of()).settings().server();
      String answer = ask(server);
      if (answer.startsWith("HTTP/1.1 200")) {
        System.out.println("The manager answers at port " + server.port() + ".");
        return LIVES;
      }
      System.err.println("The manager answered: " + answer);
    } catch (IOException e) {
      System.err.println("The manager does not answer (" + ConnectionProblem.reason(e) + ")");
    } catch (InvalidSettingsException e) {
      System.err.println(e.report());
    }
    return DOES_NOT;
  }

  /** The port that is not for clients, if there is one whose number is known. */
  private static int port(Settings.Server server) {
    int management = server.connections().managementPort().orElse(0);
    return management == 0 ? server.port() : management;
  }

  /** The first line of the answer. */
  private static String ask(Settings.Server server) throws IOException {
    String host = server.host().equals("0.0.0.0") ? "127.0.0.1" : server.host();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port(server)), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket
          .getOutputStream()
          .write(
              ("GET /health/live HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      return Optional.ofNullable(reader.readLine()).orElse("nothing");
    }
  }
}
