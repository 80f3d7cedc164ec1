package ai.joinly.manager.process;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/** File descriptors of this process. */
public final class FileDescriptors {
  private FileDescriptors() {}

  /**
   * Numbers of file descriptors.
   *
   * @param limit maximum number of open ones
   * @param open number of currently open ones
   */
  public record Numbers(long limit, long open) {}

  /** Returns the numbers; empty if the system does not provide them. */
  public static Optional<Numbers> numbers() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? Optional.of(
            new Numbers(unix.getMaxFileDescriptorCount(), unix.getOpenFileDescriptorCount()))
        : Optional.empty();
  }
}
