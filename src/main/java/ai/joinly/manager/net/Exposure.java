package ai.joinly.manager.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Who can reach a server that asks for no password. */
public final class Exposure {
  private Exposure() {}

  /**
   * Returns a sentence for the log about a server that other machines can reach; empty where only
   * this one can.
   *
   * @param host that the server listens on
   * @param port that the server listens on
   */
  public static Optional<String> warning(String host, int port) {
    return isLoopback(host)
        ? Optional.empty()
        : Optional.of(
            ("The API at %s:%s is open to other machines and has no authentication: anyone who can"
                    + " reach the port can create agents, which join meetings and cost money, and"
                    + " can read all transcripts. Set SERVER_HOST=127.0.0.1, or let a firewall or a"
                    + " proxy with a login stand before the port")
                .formatted(host, port));
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
