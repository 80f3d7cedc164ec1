package ai.joinly.manager.bench.load;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Asks for one page over and over on kept connections, each waiting for its answer before it asks
 * again: {@code <url> <connections> <warm-up ms> <measured ms>}. Prints {@code rate <requests a
 * second> <bytes of a body>}. It reads bodies without looking at them, so that it costs far less
 * than what it measures. Ends with its input.
 */
public final class RestLoad {
  private static final int BUFFER = 256 * 1024;

  private final URI url;
  private final long warm;
  private final long end;

  private RestLoad(URI url, Duration warmUp, Duration measured) {
    this.url = url;
    this.warm = System.nanoTime() + warmUp.toNanos();
    this.end = warm + measured.toNanos();
  }

  /** What one connection has done. */
  private record Count(long answers, long length) {}

  public static void main(String[] arguments)
      throws IOException, InterruptedException, ExecutionException {
    Duration measured = Duration.ofMillis(Long.parseLong(arguments[3]));
    RestLoad load =
        new RestLoad(
            URI.create(arguments[0]), Duration.ofMillis(Long.parseLong(arguments[2])), measured);
    int connections = Integer.parseInt(arguments[1]);
    long answers = 0;
    long length = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      List<Future<Count>> counts = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        counts.add(threads.submit(load::ask));
      }
      for (Future<Count> count : counts) {
        answers += count.get().answers();
        length = count.get().length();
      }
    }
    System.out.printf(Locale.ROOT, "rate %.1f %d%n", answers * 1e9 / measured.toNanos(), length);
    // What a process prints at its very end can get lost.
    int ignored = System.in.read();
    System.exit(0);
  }

  private Count ask() throws IOException {
    byte[] request =
        "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n"
            .formatted(url.getRawPath(), url.getAuthority())
            .getBytes(StandardCharsets.US_ASCII);
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), 5_000);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(60_000);
      InputStream in = new BufferedInputStream(socket.getInputStream(), BUFFER);
      byte[] sink = new byte[BUFFER];
      long answers = 0;
      long length = 0;
      while (true) {
        socket.getOutputStream().write(request);
        length = readAnswer(in, sink);
        long now = System.nanoTime();
        if (now >= end) {
          return new Count(answers, length);
        }
        if (now >= warm) {
          answers++;
        }
      }
    }
  }

  /** Reads one answer to its end. */
  private static long readAnswer(InputStream in, byte[] sink) throws IOException {
    String status = line(in);
    if (!status.startsWith("HTTP/1.1 200")) {
      throw new IOException("The answer was: " + status);
    }
    long length = -1;
    boolean chunked = false;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Long.parseLong(header.substring("content-length:".length()).strip());
      } else if (lower.startsWith("transfer-encoding:")) {
        chunked = lower.contains("chunked");
      }
    }
    if (!chunked) {
      skip(in, sink, length);
      return length;
    }
    long all = 0;
    for (long size = chunkSize(in); size > 0; size = chunkSize(in)) {
      skip(in, sink, size);
      String ignored = line(in);
      all += size;
    }
    String ignored = line(in);
    return all;
  }

  private static long chunkSize(InputStream in) throws IOException {
    return Long.parseLong(line(in).strip(), 16);
  }

  private static void skip(InputStream in, byte[] sink, long length) throws IOException {
    long left = length;
    while (left > 0) {
      int read = in.read(sink, 0, (int) Math.min(left, sink.length));
      if (read < 0) {
        throw new EOFException("The connection ended within a body");
      }
      left -= read;
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("The connection ended within a line");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }
}
