package ai.joinly.manager.api.framing;

import ai.joinly.manager.api.framing.RequestHead.Body;
import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.http.RequestException;
import io.helidon.webserver.CloseConnectionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stream of a client's requests for the web server: heads and bodies, each in an unambiguous form.
 * A request with invalid framing is rejected, and no later bytes of the connection are read as a
 * request. Used by the connection's thread.
 */
final class RequestStream implements Supplier<byte[]> {
  private enum State {
    HEAD,
    BODY_BY_LENGTH,
    BODY_IN_CHUNKS,
    /** Another protocol has taken over. */
    UPGRADED,
    /** No more bytes are read. */
    CLOSED
  }

  /** Maximum number of bytes that are read and discarded, so that the client reads its response. */
  private static final int MAX_REST = 1024 * 1024;

  private final Input input;
  private final long largestBody;
  private final BodyLimits limits;
  private final Runnable onRequest;
  private final Consumer<String> onSlowBody;
  private State state = State.HEAD;
  private long left;
  private ChunkedBody chunks;
  private String method = "";
  private @Nullable BodyWatch watch;

  /** Whether the client may still send unread bytes of a request. */
  private boolean rest;

  /**
   * @param onRequest run when a head has been read
   * @param onSlowBody receives the method of a request whose body takes too long; called on another
   *     thread, while the connection's thread waits
   */
  RequestStream(
      Input input,
      long largestBody,
      BodyLimits limits,
      Runnable onRequest,
      Consumer<String> onSlowBody) {
    this.input = input;
    this.limits = limits;
    this.onRequest = onRequest;
    this.onSlowBody = onSlowBody;
    this.largestBody = largestBody;
    this.chunks = new ChunkedBody(input, largestBody);
    input.onWait(new BodyWaits());
  }

  @Override
  public byte[] get() {
    try {
      return switch (state) {
        case HEAD -> head();
        case BODY_BY_LENGTH, BODY_IN_CHUNKS -> body();
        case UPGRADED -> anything();
        case CLOSED -> throw new CloseConnectionException("the connection is about to be closed");
      };
    } catch (RequestException e) {
      state = State.CLOSED;
      rest = true;
      throw e;
    } catch (InsufficientDataAvailableException | CloseConnectionException e) {
      state = State.CLOSED;
      rest = false;
      throw e;
    }
  }

  /** Passes all further bytes on unchanged. */
  void upgraded() {
    state = State.UPGRADED;
    rest = false;
  }

  /**
   * Ends the connection's last request: briefly reads and discards the client's remaining bytes.
   * Closing a connection with unread data would reset it, and the client might not receive its
   * response.
   */
  void end() {
    state = State.CLOSED;
    input.clear();
    if (!endWatch() || !rest) {
      return;
    }
    BodyWatch restWatch = BodyWatch.start(BodyLimits.REST, () -> {});
    try {
      for (int skipped = take().length; skipped < MAX_REST; ) {
        input.fill();
        int more = take().length;
        restWatch.arrived(more);
        skipped += more;
      }
    } catch (InsufficientDataAvailableException | CloseConnectionException e) {
      // the client has sent everything
    } finally {
      restWatch.end();
    }
  }

  private byte[] head() {
    RequestHead head = RequestHead.read(input.head());
    onRequest.run();
    method = head.method();
    left = head.length();
    rest = head.body() != Body.NONE;
    state =
        switch (head.body()) {
          case NONE -> State.HEAD;
          case BY_LENGTH -> State.BODY_BY_LENGTH;
          case IN_CHUNKS -> State.BODY_IN_CHUNKS;
        };
    chunks = new ChunkedBody(input, largestBody);
    return head.bytes();
  }

  private byte[] body() {
    byte[] piece;
    boolean ended;
    try {
      if (state == State.BODY_IN_CHUNKS) {
        piece = chunks.next();
        ended = chunks.hasEnded();
      } else {
        piece = nextOfLength();
        ended = left == 0;
      }
    } catch (RuntimeException e) {
      if (!endWatch()) {
        throw new CloseConnectionException("the body took too long", e);
      }
      throw e;
    }
    if (ended) {
      if (!endWatch()) {
        throw new CloseConnectionException("the body took too long");
      }
      state = State.HEAD;
      rest = false;
    }
    return piece;
  }

  private byte[] nextOfLength() {
    if (input.available() == 0) {
      input.fill();
    }
    byte[] piece = input.take((int) Math.min(left, input.available()));
    left -= piece.length;
    return piece;
  }

  /** Stops the watchdog and returns whether the body arrived in time. */
  private boolean endWatch() {
    boolean inTime = watch == null || watch.end();
    watch = null;
    return inTime;
  }

  /** Starts the watchdog at the first wait for a body; most bodies arrive with their head. */
  private final class BodyWaits implements Input.Waits {
    @Override
    public void begin() {
      boolean inBody = state == State.BODY_BY_LENGTH || state == State.BODY_IN_CHUNKS;
      if (inBody && watch == null) {
        watch = BodyWatch.start(limits, () -> onSlowBody.accept(method));
      }
    }

    @Override
    public void end(int bytes) {
      if (watch != null) {
        watch.arrived(bytes);
      }
    }
  }

  private byte[] anything() {
    if (input.available() == 0) {
      input.fill();
    }
    return take();
  }

  private byte[] take() {
    return input.take(input.available());
  }
}
