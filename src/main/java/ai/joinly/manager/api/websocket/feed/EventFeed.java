package ai.joinly.manager.api.websocket.feed;

import ai.joinly.manager.store.PageLimit;
import ai.joinly.manager.store.Store;
import java.io.EOFException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Position of one reader in the events. It reads from the window or, if it has fallen behind, from
 * the store: in order, without gap or repetition. Deleted events are reported in a message {@code
 * truncated}. For one thread, except where noted.
 */
public final class EventFeed implements AutoCloseable {
  private static final int MAX_EVENTS = 200;

  private final EventWindow window;
  private final Scope scope;
  private final Store store;
  private final InstantSource clock;
  private final Runnable onNews;

  /** Number of the last event that was read completely; read by any thread. */
  private volatile long position;

  /** Number of the current event, and the bytes of its frame that were read. */
  private long current;

  private int offset;

  /** The current event, if it is large and there is room for it. */
  private Optional<EncodedEvent> held = Optional.empty();

  /** Missing events up to this number have been reported. */
  private long reportedThrough;

  private long completed;
  private boolean ended;

  /** Whether it will be woken; guarded by the window's lock. */
  private boolean waiting;

  EventFeed(
      EventWindow window,
      Scope scope,
      Store store,
      InstantSource clock,
      long position,
      Runnable onNews) {
    this.window = window;
    this.scope = scope;
    this.store = store;
    this.clock = clock;
    this.position = position;
    this.onNews = onNews;
  }

  /** Returns the number of the last event that was read. Called by any thread. */
  public long position() {
    return position;
  }

  /** Returns the number of the newest event. Called by any thread. */
  public long newest() {
    return scope.newest();
  }

  /** Sets the position to {@code number}; must be called before the first read. */
  public void startAfter(long number) {
    position = number;
  }

  /** Returns whether a frame has been read partially. */
  public boolean isWithinFrame() {
    return offset > 0;
  }

  /** Returns whether the last event of a deleted agent was read. */
  public boolean isEnded() {
    return ended;
  }

  /** Returns how many events were read completely since the last call. */
  public long takeCompleted() {
    long some = completed;
    completed = 0;
    return some;
  }

  /**
   * Reads the next bytes into {@code piece}.
   *
   * @param toEndOfFrame whether to stop at the end of the current frame
   * @return the number of bytes; 0 if there are none, and {@code onNews} will be run
   * @throws EOFException if the rest of a frame has been deleted
   */
  public int read(byte[] piece, boolean toEndOfFrame) throws InterruptedException, EOFException {
    if (held.isPresent()) {
      return copy(held.get(), piece, 0);
    }
    while (true) {
      long after = isWithinFrame() ? current - 1 : position;
      EventWindow.Look look = window.look(this, scope, after, piece.length);
      if (look.covered()) {
        checkCurrent(look.events());
        return copyAll(look.events(), piece, toEndOfFrame, true);
      }
      PageLimit limit = new PageLimit(toEndOfFrame ? 1 : MAX_EVENTS, piece.length);
      int read =
          window.withPage(
              scope, after, limit, page -> readPage(after, page, look, piece, toEndOfFrame));
      if (read > 0) {
        return read;
      }
      checkCurrent(List.of());
      position = Math.max(position, look.coveredAfter());
    }
  }

  /**
   * Returns the number of bytes that were copied; 0 if no event is stored up to the start of the
   * window.
   */
  private int readPage(
      long after,
      List<EncodedEvent> page,
      EventWindow.Look look,
      byte[] piece,
      boolean toEndOfFrame) {
    // Events that are not published yet, and deletions among them, arrive by the window.
    List<EncodedEvent> events =
        new ArrayList<>(
            page.stream().filter(event -> scope.number(event) <= look.newest()).toList());
    long through = events.isEmpty() ? look.coveredAfter() : scope.number(events.getLast());
    events.addAll(window.deletions(scope, after, through));
    events.sort(Comparator.comparingLong(scope::number));
    if (isWithinFrame() && (events.isEmpty() || scope.number(events.getFirst()) != current)) {
      return 0;
    }
    Optional<byte[]> notice = isWithinFrame() ? Optional.empty() : removed();
    if (notice.isPresent()) {
      return put(notice.get(), piece);
    }
    int read = copyAll(events, piece, toEndOfFrame, false);
    if (isWithinFrame()) {
      hold(events.getFirst());
    }
    return read;
  }

  private void hold(EncodedEvent event) {
    if (scope.number(event) == current && window.tryHold(event)) {
      held = Optional.of(event);
    }
  }

  private void checkCurrent(List<EncodedEvent> events) throws EOFException {
    if (isWithinFrame() && (events.isEmpty() || scope.number(events.getFirst()) != current)) {
      throw new EOFException("the rest of an event has been deleted");
    }
  }

  private int copyAll(
      List<EncodedEvent> events, byte[] piece, boolean toEndOfFrame, boolean inParts) {
    int at = 0;
    for (EncodedEvent event : events) {
      boolean partial = isWithinFrame();
      Optional<byte[]> notice = partial ? Optional.empty() : gapBefore(event);
      if (notice.isPresent()) {
        return at > 0 ? at : put(notice.get(), piece);
      }
      int left = piece.length - at;
      if (left == 0 || (at > 0 && !inParts && scope.frame(event).length() > left)) {
        return at;
      }
      at += copy(event, piece, at);
      if (partial && toEndOfFrame) {
        return at;
      }
    }
    return at;
  }

  private int copy(EncodedEvent event, byte[] piece, int at) {
    EncodedEvent.Frame frame = scope.frame(event);
    int count = Math.min(frame.length() - offset, piece.length - at);
    frame.copy(offset, piece, at, count);
    current = scope.number(event);
    offset += count;
    if (offset == frame.length()) {
      offset = 0;
      position = current;
      completed++;
      ended = event.isDeletion() && scope.agentId().isPresent();
      release();
    }
    return count;
  }

  private static int put(byte[] notice, byte[] piece) {
    System.arraycopy(notice, 0, piece, 0, notice.length);
    return notice.length;
  }

  /** Returns a message about the missing events before {@code next}, if there is a gap. */
  private Optional<byte[]> gapBefore(EncodedEvent next) {
    long known = Math.max(position, reportedThrough);
    if (scope.agentId().isEmpty() || next.seq() <= known + 1) {
      return Optional.empty();
    }
    reportedThrough = next.seq() - 1;
    return Optional.of(
        Frames.text(
            Truncation.of(scope.agentId().get(), known + 1, reportedThrough, clock.instant())));
  }

  /** Returns a message if events of any agents after the position have been deleted. */
  private Optional<byte[]> removed() {
    if (scope.agentId().isPresent()) {
      return Optional.empty();
    }
    long removed = store.removedThrough();
    if (removed <= Math.max(position, reportedThrough)) {
      return Optional.empty();
    }
    reportedThrough = removed;
    return Optional.of(Frames.text(Truncation.ofAll(position, removed, clock.instant())));
  }

  /**
   * Marks the reader as waiting, and returns whether it did not wait before. Requires the window's
   * lock.
   */
  boolean beginsWaiting() {
    boolean first = !waiting;
    waiting = true;
    return first;
  }

  /** Marks the reader as not waiting. Requires the window's lock. */
  void noLongerWaiting() {
    waiting = false;
  }

  void wake() {
    onNews.run();
  }

  private void release() {
    held.ifPresent(window::drop);
    held = Optional.empty();
  }

  @Override
  public void close() {
    release();
    window.leave(this, scope);
  }
}
