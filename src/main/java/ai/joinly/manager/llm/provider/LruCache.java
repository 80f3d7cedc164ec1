package ai.joinly.manager.llm.provider;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Cache of values by key, least recently used first out, so that agents with the same key share a
 * value. Thread-safe. Values are created outside the lock, so two concurrent callers may create the
 * same value, of which one is kept.
 */
public final class LruCache<K, V> {
  private final int maxEntries;
  private final ReentrantLock lock = new ReentrantLock();

  /** Least recently used first. Guarded by {@code lock}. */
  private final Map<K, V> known = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param maxEntries maximum number of values
   */
  public LruCache(int maxEntries) {
    this.maxEntries = maxEntries;
  }

  /** Returns the value of {@code key}; creates it if it is not in the cache. */
  public V of(K key, Function<? super K, ? extends V> make) {
    Optional<V> found = find(key);
    return found.isPresent() ? found.get() : keep(key, make.apply(key));
  }

  private Optional<V> find(K key) {
    lock.lock();
    try {
      return Optional.ofNullable(known.get(key));
    } finally {
      lock.unlock();
    }
  }

  private V keep(K key, V made) {
    lock.lock();
    try {
      V other = known.putIfAbsent(key, made);
      if (known.size() > maxEntries) {
        known.remove(known.keySet().iterator().next());
      }
      return other == null ? made : other;
    } finally {
      lock.unlock();
    }
  }
}
