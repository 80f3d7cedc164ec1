package ai.joinly.manager.agent.admission;

import ai.joinly.manager.agent.AgentRefusedException;
import ai.joinly.manager.agent.AgentRefusedException.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sections of code of which one at a time runs for each key. Each belongs to a request that is
 * under way, so there are few. Thread-safe.
 */
final class KeyedSections {
  private final Map<String, CompletableFuture<Void>> running = new ConcurrentHashMap<>();
  private final Duration limit;

  /**
   * @param limit how long one section waits for another
   */
  KeyedSections(Duration limit) {
    this.limit = limit;
  }

  /** A section that is entered. */
  interface Section extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Enters a section once no other of the key runs.
   *
   * @throws AgentRefusedException when another one runs for too long
   */
  Section enter(String key) throws AgentRefusedException {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    CompletableFuture<Void> other = running.putIfAbsent(key, mine);
    while (other != null) {
      await(other);
      other = running.putIfAbsent(key, mine);
    }
    return () -> {
      running.remove(key, mine);
      mine.complete(null);
    };
  }

  private void await(CompletableFuture<Void> other) throws AgentRefusedException {
    try {
      other.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new AgentRefusedException(
          Reason.BUSY, "Another request with the same key is under way; try again in a moment");
    } catch (ExecutionException e) {
      throw new IllegalStateException("a section is only ever completed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AgentRefusedException(Reason.SHUTTING_DOWN, "The manager is shutting down");
    }
  }
}
