package ai.joinly.manager.domain.agent;

import ai.joinly.manager.domain.meeting.MeetingAddress;
import java.lang.ref.SoftReference;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The configuration of an agent that is kept: at hand, or read from where it is stored whenever it
 * is asked for. There may be a thousand agents, most of which have ended. Thread-safe.
 */
public final class KeptConfig {
  /** Characters of a configuration that is always at hand. */
  private static final int SMALL = 2_048;

  private final String name;
  private final MeetingAddress address;
  private final Supplier<Optional<AgentConfig>> source;

  /** What was read last, for as long as memory lasts. */
  private volatile SoftReference<AgentConfig> read;

  private KeptConfig(AgentConfig config, Supplier<Optional<AgentConfig>> source) {
    this.name = config.name();
    this.address = config.address();
    this.source = source;
    this.read = new SoftReference<>(config);
  }

  /** One that is at hand. */
  public static KeptConfig of(AgentConfig config) {
    return new KeptConfig(config, () -> Optional.of(config));
  }

  /**
   * One that is at hand if it is small.
   *
   * @param source reads an equal one, unless the agent was deleted; may throw what a store throws
   */
  public static KeptConfig stored(AgentConfig config, Supplier<Optional<AgentConfig>> source) {
    return config.characters() <= SMALL ? of(config) : new KeptConfig(config, source);
  }

  /** All of it, or what is at hand of an agent that was deleted; may wait for the store. */
  public AgentConfig get() {
    AgentConfig known = read.get();
    if (known == null) {
      known = source.get().orElseGet(() -> AgentConfig.of(name, address.given()));
      read = new SoftReference<>(known);
    }
    return known;
  }

  /** As when memory is short; for tests. */
  void forget() {
    read = new SoftReference<>(null);
  }

  /** The agent's name, which is always at hand. */
  public String name() {
    return name;
  }

  /** The address of the agent's meeting, which is always at hand. */
  public MeetingAddress address() {
    return address;
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
