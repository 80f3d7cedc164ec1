package ai.joinly.manager.api.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DescriptorBudgetTest {
  private static final ConnectionLimits WANTED = ConnectionLimits.of(4096, 2000, 0);

  @Test
  void whereThereAreEnoughNothingIsSaid() {
    assertEquals(Optional.empty(), new DescriptorBudget(1_048_576, 80, 50, 6096).warning());
    assertEquals(WANTED, new DescriptorBudget(1_048_576, 80, 50, 6096).fit(WANTED));
  }

  @Test
  void whereThereAreFewClientsGetWhatAgentsLeave() {
    String warning = new DescriptorBudget(1024, 80, 50, 6096).warning().orElseThrow();
    assertTrue(warning.contains("may open 1024 file descriptors"), warning);
    assertTrue(warning.contains("Clients get 696"), warning);
    ConnectionLimits fit = new DescriptorBudget(1024, 80, 50, 6096).fit(WANTED);
    assertEquals(696, fit.connections());
    assertEquals(467, fit.requests(), "in the same proportion");
    assertEquals(32, new DescriptorBudget(256, 80, 300, 6096).fit(WANTED).connections());
  }

  @Test
  void hostsOfOneNetworkOfIpv6AreOne() throws Exception {
    assertEquals(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::9"));
    assertTrue(!key("2001:db8:1:2::1").equals(key("2001:db8:1:3::1")));
    assertTrue(!key("192.0.2.1").equals(key("192.0.2.2")));
    assertEquals(key("192.0.2.1"), key("::ffff:192.0.2.1"));
  }

  private static AddressKey key(String address) throws Exception {
    return AddressKey.of(new InetSocketAddress(InetAddress.getByName(address), 1));
  }
}
