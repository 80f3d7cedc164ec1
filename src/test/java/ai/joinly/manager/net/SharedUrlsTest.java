package ai.joinly.manager.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedUrlsTest {
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final Map<String, String[]> NAMES =
      Map.of(
          "public.example",
          new String[] {"93.184.215.14", "2606:2800:21f:cb07::1"},
          "inner.example",
          new String[] {"10.0.0.7"},
          "mixed.example",
          new String[] {"93.184.215.14", "192.168.1.1"},
          "six.example",
          new String[] {"fd00::1"},
          "none.example",
          new String[] {},
          "xn--bcher-kva.example",
          new String[] {"93.184.215.14"});

  private final SharedUrls urls =
      new SharedUrls(
          Set.of("wiki.corp", "localhost:8080", "10.0.0.8"), SharedUrlsTest::resolve, LONG);

  private static InetAddress[] resolve(String host) throws UnknownHostException {
    if (!NAMES.containsKey(host)) {
      throw new UnknownHostException(host);
    }
    return Arrays.stream(NAMES.getOrDefault(host, new String[0]))
        .map(InetAddress::ofLiteral)
        .toArray(InetAddress[]::new);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://public.example/a?b=c#d",
        "HTTP://PUBLIC.example:8080",
        "https://public.example./",
        "https://b\u00fccher.example/",
        "https://93.184.215.14/",
        "https://[2606:2800:21f:cb07::1]/",
        "https://public.example/@10.0.0.1/",
        "https://wiki.corp/page",
        "http://localhost:8080/",
        "http://10.0.0.8/",
        "https://public.example/?next=http://127.0.0.1/"
      })
  void publicAndListedHostsMayBeShown(String url) throws Exception {
    assertEquals(Optional.empty(), urls.refusal(url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost/",
        "http://localhost:8081/",
        "http://LOCALHOST./",
        "http://a.localhost/",
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0x7f000001/",
        "http://017700000001/",
        "http://0177.0.0.1/",
        "http://127.0.0.1./",
        "http://0/",
        "http://0.0.0.0/",
        "http://10.0.0.7/",
        "http://10.0.0.8:81/",
        "http://172.16.0.1/",
        "http://172.31.255.255/",
        "http://192.168.0.1/",
        "http://100.64.0.1/",
        "http://100.100.100.200/",
        "http://168.63.129.16/",
        "http://169.254.169.254/latest/meta-data",
        "http://2852039166/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://192.0.0.192/",
        "http://[::]/",
        "http://[::1]/",
        "http://[0:0:0:0:0:0:0:1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::10.0.0.1]/",
        "http://[2002:7f00:1::]/",
        "http://[2001:0:1::1]/",
        "http://[fe80::1]/",
        "http://[fec0::1]/",
        "http://[fd00:ec2::254]/",
        "http://[ff02::1]/",
        "http://\u2460\u2461\u2466.0.0.1/",
        "http://127\u30020\u30020\u30021/",
        "http://\uff4cocalhost/",
        "http://inner.example/",
        "http://mixed.example/",
        "http://six.example/",
        "http://none.example/",
        "http://unknown.example/",
        "http://wiki.corp:8443/",
        "http://public.example@10.0.0.7/",
        "http://joe:pw@public.example/",
        "http://public.example\\@10.0.0.7/",
        "http://10.0.0.7\\.public.example/",
        "http://%31%30.0.0.7/",
        "http://[fe80::1%25eth0]/",
        "http:/10.0.0.7/",
        "http:10.0.0.7",
        "http:///10.0.0.7/",
        "//public.example/",
        "public.example",
        "file:///etc/passwd",
        "ftp://public.example/",
        "data:text/html,hi",
        "javascript:alert(1)",
        "chrome://settings",
        "view-source:http://public.example/",
        "blob:http://public.example/1",
        "",
        " http://public.example/",
        "http://public.example/\n",
        "ht\ttp://127.0.0.1/",
        "http://127.0.\n0.1/"
      })
  void theRestIsRefused(String url) throws Exception {
    assertTrue(urls.refusal(url).isPresent(), url);
  }

  @Test
  void aLookupThatHangsIsGivenUpAndSoManyAtMostAreBegun() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    SharedUrls slow =
        new SharedUrls(
            Set.of(),
            host -> {
              try {
                over.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return new InetAddress[0];
            },
            Duration.ofMillis(1));
    for (int i = 0; i < 16; i++) {
      assertTrue(slow.refusal("http://slow.example/").orElse("").contains("in time"));
    }
    assertTrue(slow.refusal("http://slow.example/").orElse("").contains("too many"));
    over.countDown();
  }

  @Test
  void anEndlessAddressIsRefused() throws Exception {
    assertTrue(urls.refusal("http://" + "a".repeat(5_000_000) + ".example/").isPresent());
  }
}
