package ai.joinly.manager;

import java.lang.System.Logger.Level;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Handler of SIGTERM and SIGINT. The first signal ends the process in order, like the JVM's default
 * handler. A second signal, more than 200 ms later, halts it immediately, unlike the default. The
 * exit status is 128 plus the signal number: 143 and 130.
 */
final class ShutdownSignals {
  private static final System.Logger LOGGER = System.getLogger(ShutdownSignals.class.getName());
  private static final int BY_SIGNAL = 128;
  private static final int TERM = 15;
  private static final int INT = 2;

  /** Wrappers such as timeout(1) deliver the same signal twice within this time. */
  private static final long SAME_NANOS = Duration.ofMillis(200).toNanos();

  private final AtomicBoolean ending = new AtomicBoolean();

  /** Time of the first signal by {@link System#nanoTime}. Written before {@link #ending}. */
  private final AtomicLong first = new AtomicLong();

  private final String effect;

  private ShutdownSignals(String effect) {
    this.effect = effect;
  }

  /**
   * Installs the handler. Must be called once.
   *
   * @param effect description of the shutdown's effect on agents, for the log
   */
  static void install(String effect) {
    ShutdownSignals signals = new ShutdownSignals(effect);
    signals.take("TERM", TERM);
    signals.take("INT", INT);
  }

  /**
   * Registers the handler of a signal. The JDK's only API for signals is {@code sun.misc.Signal},
   * supported in the module {@code jdk.unsupported}. It is called by reflection, as the compiler
   * warning about its name cannot be suppressed.
   */
  private void take(String name, int number) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Constructor<?> named = signal.getConstructor(String.class);
      Method handle = signal.getMethod("handle", signal, handler);
      Object end =
          Proxy.newProxyInstance(
              ShutdownSignals.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> answer(proxy, method, number));
      handle.invoke(null, named.newInstance(name), end);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      // Started with -Xrs or without that module: the JVM's default stays in effect.
      LOGGER.log(Level.DEBUG, "The signal {0} cannot be handled", name);
    }
  }

  private Object answer(Object proxy, Method method, int number) {
    return switch (method.getName()) {
      case "hashCode" -> System.identityHashCode(proxy);
      case "equals" -> false;
      case "toString" -> "the end by signal " + number;
      default -> {
        end(number);
        yield "";
      }
    };
  }

  private void end(int number) {
    long now = System.nanoTime();
    first.compareAndSet(0, now);
    if (ending.compareAndSet(false, true)) {
      LOGGER.log(
          Level.INFO,
          "SIG{0} received, the manager ends: {1}",
          number == TERM ? "TERM" : "INT",
          effect);
      System.exit(BY_SIGNAL + number);
    }
    if (now - first.get() > SAME_NANOS) {
      Runtime.getRuntime().halt(BY_SIGNAL + number);
    }
  }
}
