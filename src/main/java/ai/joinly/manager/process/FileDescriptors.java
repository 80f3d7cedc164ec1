package ai.joinly.manager.process;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/** The file descriptors of this process. */
public final class FileDescriptors {
  private FileDescriptors() {}

  /**
   * Numbers of file descriptors.
   *
   * @param limit that may be open
   * @param open at this moment
   */
  public record Numbers(long limit, long open) {}

  /** Returns the numbers; empty where the system does not say. */
  public static Optional<Numbers> numbers() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? Optional.of(
            new Numbers(unix.getMaxFileDescriptorCount(), unix.getOpenFileDescriptorCount()))
        : Optional.empty();
  }
}
