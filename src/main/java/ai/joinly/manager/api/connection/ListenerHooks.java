package ai.joinly.manager.api.connection;

import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.WebServerConfig;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Shows the sockets of a web server to others. Its configuration is asked to set the options of
 * each socket, and is no class that could be extended.
 */
final class ListenerHooks {
  private static final String CONFIGURE = "configureSocket";

  private ListenerHooks() {}

  /**
   * Returns a configuration that is as another.
   *
   * @param opened gets the socket that listens, before it is bound
   * @param accepted gets each connection, on the thread that accepts
   */
  static WebServerConfig of(
      WebServerConfig config,
      Consumer<ServerSocketChannel> opened,
      Consumer<SocketChannel> accepted) {
    SocketOptions options =
        proxy(
            SocketOptions.class,
            config.connectionOptions(),
            (method, argument) -> {
              if (method.getName().equals(CONFIGURE) && argument instanceof SocketChannel socket) {
                accepted.accept(socket);
              }
              return Optional.empty();
            });
    return proxy(
        WebServerConfig.class,
        config,
        (method, argument) -> {
          if (method.getName().equals(CONFIGURE)
              && argument instanceof ServerSocketChannel socket) {
            opened.accept(socket);
          }
          return method.getName().equals("connectionOptions")
              ? Optional.of(options)
              : Optional.empty();
        });
  }

  /** Sees a call with its first argument, and may give its result. */
  private interface Hook {
    Optional<Object> before(Method method, @Nullable Object argument);
  }

  private static <T> T proxy(Class<T> type, T original, Hook hook) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              @Nullable Object argument =
                  arguments == null || arguments.length == 0 ? null : arguments[0];
              Optional<Object> result = hook.before(method, argument);
              return result.isPresent() ? result.get() : invoke(original, method, arguments);
            }));
  }

  private static @Nullable Object invoke(
      Object original, Method method, Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(original, arguments);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      throw cause == null ? e : cause;
    }
  }
}
