package ai.joinly.manager.api.connection;

import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.concurrency.limits.LimitAlgorithm;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Limit that the web server acquires before it serves a request of {@code connection}, and releases
 * after it.
 */
record RequestCount(OpenConnections all, ClientConnection connection) implements Limit {
  private static final String NAME = "requests";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String type() {
    return NAME;
  }

  @Override
  public Limit copy() {
    return this;
  }

  @Override
  public Outcome tryAcquireOutcome(boolean wait) {
    return all.beginRequest(connection)
        ? Outcome.immediateAcceptance(NAME, NAME, new RequestToken())
        : Outcome.immediateRejection(NAME, NAME);
  }

  @Override
  @SuppressWarnings("removal") // required until its removal
  public Optional<Token> tryAcquire() {
    return tryAcquire(true);
  }

  @Override
  @SuppressWarnings("removal") // required until its removal
  public Optional<Token> tryAcquire(boolean wait) {
    return all.beginRequest(connection) ? Optional.of(new RequestToken()) : Optional.empty();
  }

  private final class RequestToken implements LimitAlgorithm.Token {
    private final AtomicBoolean ended = new AtomicBoolean();

    @Override
    public void success() {
      if (ended.compareAndSet(false, true)) {
        all.endRequest(connection);
      }
    }

    @Override
    public void dropped() {
      success();
    }

    @Override
    public void ignore() {
      success();
    }
  }
}
