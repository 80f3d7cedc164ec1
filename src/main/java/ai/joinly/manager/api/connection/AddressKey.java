package ai.joinly.manager.api.connection;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * Key by which connections are counted: an IPv4 address, or the /64 network of an IPv6 address,
 * because a host can use any address of its network.
 *
 * @param high the bits of the network; 0 for IPv4
 * @param low the bits of an IPv4 address; -1 for IPv6
 */
record AddressKey(long high, long low) {
  private static final AddressKey OTHER = new AddressKey(0, -1);

  static AddressKey of(SocketAddress address) {
    if (!(address instanceof InetSocketAddress internet) || internet.isUnresolved()) {
      return OTHER;
    }
    ByteBuffer bytes = ByteBuffer.wrap(internet.getAddress().getAddress());
    return internet.getAddress() instanceof Inet6Address
        ? new AddressKey(bytes.getLong(), -1)
        : new AddressKey(0, Integer.toUnsignedLong(bytes.getInt()));
  }
}
