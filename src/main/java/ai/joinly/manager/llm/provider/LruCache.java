package ai.joinly.manager.llm.provider;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * What was made of the keys used last, so that agents with the same key share it. Thread-safe;
 * nothing is made under the lock, so that two callers at once may make the same, of which one is
 * kept.
 */
public final class LruCache<K, V> {
  private final int most;
  private final ReentrantLock lock = new ReentrantLock();

  /** The one used longest ago is the first. Guarded by {@code lock}. */
  private final Map<K, V> known = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param most of the values are kept
   */
  public LruCache(int most) {
    this.most = most;
  }

  /** The value of {@code key}, made if it is not known any more. */
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
      if (known.size() > most) {
        known.remove(known.keySet().iterator().next());
      }
      return other == null ? made : other;
    } finally {
      lock.unlock();
    }
  }
}
