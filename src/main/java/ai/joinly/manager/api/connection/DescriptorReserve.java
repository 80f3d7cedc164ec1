package ai.joinly.manager.api.connection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reserve of open file descriptors that are released to accept connections when all others are in
 * use. Does nothing on a system without {@code /dev/null}. Thread-safe.
 */
final class DescriptorReserve implements AutoCloseable {
  private static final Path NOTHING = Path.of("/dev/null");

  private final int size;
  private final boolean possible = Files.exists(NOTHING);
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by the lock. */
  private final ArrayDeque<FileChannel> held = new ArrayDeque<>();

  DescriptorReserve(int size) {
    this.size = size;
  }

  /**
   * Opens descriptors up to the size of the reserve; returns whether it is full and one more
   * descriptor is free.
   */
  boolean fill() {
    if (!possible) {
      return true;
    }
    lock.lock();
    try {
      while (held.size() <= size) {
        held.push(FileChannel.open(NOTHING, StandardOpenOption.READ));
      }
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      if (held.size() > size) {
        close(held.pop());
      }
      lock.unlock();
    }
  }

  /** Returns whether a descriptor is free now. */
  boolean hasFree() {
    if (!possible) {
      return true;
    }
    try (FileChannel free = FileChannel.open(NOTHING, StandardOpenOption.READ)) {
      return free.isOpen();
    } catch (IOException e) {
      return false;
    }
  }

  /** Frees up to {@code number} descriptors and returns how many are left in the reserve. */
  int release(int number) {
    lock.lock();
    try {
      for (int i = 0; i < number && !held.isEmpty(); i++) {
        close(held.pop());
      }
      return held.size();
    } finally {
      lock.unlock();
    }
  }

  /** Frees all descriptors. */
  @Override
  public void close() {
    release(Integer.MAX_VALUE);
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
