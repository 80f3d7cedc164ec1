package ai.joinly.manager.http;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;

/** Reasons of failed connections, for messages. */
public final class ConnectionProblem {
  private static final int MAX_DEPTH = 10;

  private ConnectionProblem() {}

  /** Returns the reason as a part of a sentence, without host names and addresses. */
  public static String reason(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; depth < MAX_DEPTH && cause != null; depth++) {
      switch (cause) {
        case SocketTimeoutException e -> {
          return "no answer in time";
        }
        case UnknownHostException e -> {
          return "unknown host name";
        }
        case UnresolvedAddressException e -> {
          return "unknown host name";
        }
        case NoRouteToHostException e -> {
          return "no route to the host";
        }
        case ConnectException e -> {
          return "connection refused";
        }
        case SSLException e -> {
          return "no secure connection: check the certificate and the port";
        }
        case SocketException e -> {
          return "connection broken";
        }
        case EOFException e -> {
          return "connection broken";
        }
        case ClosedChannelException e -> {
          return "connection broken";
        }
        default -> cause = cause.getCause();
      }
    }
    return "network error";
  }
}
