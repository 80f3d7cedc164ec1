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
 * Liveness check of a manager on this machine, for container engines that run a command instead of
 * an HTTP request. Uses a plain socket: an HTTP client would take longer to load than the request.
 */
final class HealthCheck {
  private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(4).toMillis();
  private static final int UP = 0;
  private static final int DOWN = 1;

  private HealthCheck() {}

  /** Runs the check; returns the exit status: 0 if the manager is alive. */
  static int run(Optional<Path> config) {
    try {
      Settings.Server server = SettingsLoader.load(config, Map.of()).settings().server();
      String answer = ask(server);
      if (answer.startsWith("HTTP/1.1 200")) {
        System.out.println("The manager answers at port " + server.port() + ".");
        return UP;
      }
      System.err.println("The manager answered: " + answer);
    } catch (IOException e) {
      System.err.println("The manager does not answer (" + ConnectionProblem.reason(e) + ")");
    } catch (InvalidSettingsException e) {
      System.err.println(e.report());
    }
    return DOWN;
  }

  /** Returns the management port if its number is known, or the main port. */
  private static int port(Settings.Server server) {
    int management = server.connections().managementPort().orElse(0);
    return management == 0 ? server.port() : management;
  }

  /** Sends the request and returns the first line of the response. */
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
