package ai.joinly.manager.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyRulesTest {
  private static final ProxyServer PROXY = new ProxyServer("proxy", 3128, Optional.empty());

  private static boolean isProxied(String direct, String host, int port) {
    return new ProxyRules(Optional.of(PROXY), Optional.of(PROXY), List.of(direct))
        .proxyFor("https", host, port)
        .isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "*,api.openai.com",
    "openai.com,openai.com",
    "openai.com,api.openai.com",
    ".openai.com,api.openai.com",
    ".openai.com,openai.com",
    "*.openai.com,api.openai.com",
    "OpenAI.com,api.openai.com",
    "api.openai.com:443,api.openai.com",
    "10.1.2.3,10.1.2.3",
    "10.0.0.0/8,10.1.2.3",
    "10.1.2.0/23,10.1.3.255",
    "fd00::/8,[fd12::1]",
    "[fd12::1]:443,[fd12::1]",
  })
  void whatNoProxyCoversIsReachedDirectly(String direct, String host) {
    assertFalse(isProxied(direct, host, 443));
  }

  @ParameterizedTest
  @CsvSource({
    "openai.com,notopenai.com",
    "openai.com,openai.com.evil.example",
    "api.openai.com:8443,api.openai.com",
    "10.1.2.0/24,10.1.3.1",
    "10.0.0.0/8,ten.example",
    "fd00::/8,10.1.2.3",
    "none.example,api.openai.com",
  })
  void theRestGoesThroughTheProxy(String direct, String host) {
    assertEquals(true, isProxied(direct, host, 443));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "localhost.", "a.localhost", "127.0.0.1", "127.9.9.9", "[::1]"})
  void thisMachineIsNeverProxied(String host) {
    assertFalse(isProxied("other.example", host, 443));
  }

  @Test
  void aProxyIsReadWithItsPasswordWhichIsNotShown() {
    ProxyServer proxy = ProxyServer.parse("http://joe:p%40ss+1@proxy_host:3128/").orElseThrow();
    assertEquals("proxy_host:3128", proxy.toString());
    assertEquals(Optional.of("Basic am9lOnBAc3MrMQ=="), proxy.authorization());
    assertEquals("proxy:80", ProxyServer.parse("proxy").orElseThrow().toString());
    assertEquals(Optional.empty(), ProxyServer.parse("socks5://proxy:1080"));
    assertEquals(Optional.empty(), ProxyServer.parse("https://proxy:1080"));
    assertEquals(Optional.empty(), ProxyServer.parse("http://proxy:1080/path"));
  }
}
