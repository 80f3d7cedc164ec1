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
 * Hooks that receive the sockets of a web server. The web server calls its configuration to set the
 * options of each socket; dynamic proxies intercept these calls, because the configuration cannot
 * be subclassed.
 */
final class ListenerHooks {
  private static final String CONFIGURE = "configureSocket";

  private ListenerHooks() {}

  /**
   * Returns a copy of a configuration with hooks.
   *
   * @param opened receives the listening socket before it is bound
   * @param accepted receives each connection, on the accepting thread
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

  /** Interceptor that receives a call with its first argument and may supply the result. */
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
