package ai.joinly.manager.domain.agent;

import ai.joinly.manager.domain.meeting.MeetingAddress;
import java.lang.ref.SoftReference;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Holder of an agent's configuration, which is in memory or is loaded from the store on demand:
 * there may be a thousand agents, most of which have ended. Thread-safe.
 */
public final class KeptConfig {
  /** Maximum characters of a configuration that always stays in memory. */
  private static final int SMALL = 2_048;

  private final String name;
  private final MeetingAddress address;
  private final Optional<JoinTime> joinTime;
  private final Optional<String> deduplicationKey;
  private final Metadata metadata;
  private final Supplier<Optional<AgentConfig>> source;

  /** The last loaded configuration, until memory is short. */
  private volatile SoftReference<AgentConfig> read;

  private KeptConfig(AgentConfig config, Supplier<Optional<AgentConfig>> source) {
    this.name = config.name();
    this.address = config.address();
    this.joinTime = config.joinTime();
    this.deduplicationKey = config.deduplicationKey();
    this.metadata = config.metadata();
    this.source = source;
    this.read = new SoftReference<>(config);
  }

  /** Returns a holder that keeps {@code config} in memory. */
  public static KeptConfig of(AgentConfig config) {
    return new KeptConfig(config, () -> Optional.of(config));
  }

  /**
   * Returns a holder that keeps {@code config} in memory if it is small.
   *
   * @param source reads an equal configuration, or returns empty if the agent was deleted; may
   *     throw exceptions of the store
   */
  public static KeptConfig stored(AgentConfig config, Supplier<Optional<AgentConfig>> source) {
    return config.characters() <= SMALL ? of(config) : new KeptConfig(config, source);
  }

  /**
   * Returns the configuration, or only name and address if the agent was deleted; may wait for the
   * store.
   */
  public AgentConfig get() {
    AgentConfig known = read.get();
    if (known == null) {
      known = source.get().orElseGet(() -> AgentConfig.of(name, address.given()));
      read = new SoftReference<>(known);
    }
    return known;
  }

  /** Discards the loaded configuration, as when memory is short; for tests. */
  void forget() {
    read = new SoftReference<>(null);
  }

  /** Returns the agent's name, which is always in memory. */
  public String name() {
    return name;
  }

  /** Returns the address of the agent's meeting, which is always in memory. */
  public MeetingAddress address() {
    return address;
  }

  /** Returns when the agent joins by itself; always at hand. */
  public Optional<JoinTime> joinTime() {
    return joinTime;
  }

  /** Returns the key that at most one live agent has; always at hand. */
  public Optional<String> deduplicationKey() {
    return deduplicationKey;
  }

  /** Returns the texts of the client, which are always at hand. */
  public Metadata metadata() {
    return metadata;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeptConfig kept && (kept == this || kept.get().equals(get()));
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return "the configuration of " + name;
  }
}
