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
 * File descriptors that are kept open, so that there are some to accept connections with when the
 * process has used up all others. Thread-safe. Does nothing where the system has no {@code
 * /dev/null}.
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

  /** Holds as many as there may be; whether these are all and one more is free. */
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

  /** Whether a descriptor is free at this moment. */
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

  /** Frees up to {@code number}; how many are left. */
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

  /** Frees all. */
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
