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
 * One reader's place among the events: what it reads comes from the window or, when it has fallen
 * behind, from the store, in order, without gap or repetition. What is not kept any more is named
 * in a message {@code truncated}. For one thread, except where it is said.
 */
public final class EventFeed implements AutoCloseable {
  private static final int MOST_EVENTS = 200;

  private final EventWindow window;
  private final Scope scope;
  private final Store store;
  private final InstantSource clock;
  private final Runnable onNews;

  /** The number of the last event that was read to its end; anybody may read it. */
  private volatile long position;

  /** Of the event that is being read, and how many bytes of its frame were. */
  private long current;

  private int offset;

  /** That event, when it is large and there is room for it. */
  private Optional<EncodedEvent> held = Optional.empty();

  /** What is known to be missing up to this number was said. */
  private long told;

  private long completed;
  private boolean ended;

  /** Whether it will be woken; belongs to the window's lock. */
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

  /** The number of the last event that was read. Any thread. */
  public long position() {
    return position;
  }

  /** The number of the newest event. Any thread. */
  public long newest() {
    return scope.newest();
  }

  /** Goes back to what comes after {@code number}; to be called before anything is read. */
  public void startAfter(long number) {
    position = number;
  }

  /** Whether a frame was begun that is not at its end. */
  public boolean isWithinFrame() {
    return offset > 0;
  }

  /** Whether the last event of a deleted agent was read. */
  public boolean isEnded() {
    return ended;
  }

  /** Returns how many events were read to their ends since the last call. */
  public long takeCompleted() {
    long some = completed;
    completed = 0;
    return some;
  }

  /**
   * Reads what comes next into {@code piece}.
   *
   * @param toEndOfFrame whether to stop at the end of the frame that was begun
   * @return how many bytes; 0 when there is nothing, and news will be told
   * @throws EOFException when the rest of a frame is not kept any more
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
      PageLimit limit = new PageLimit(toEndOfFrame ? 1 : MOST_EVENTS, piece.length);
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
   * The number of bytes that were copied; 0 when nothing is stored up to where the window began.
   */
  private int readPage(
      long after,
      List<EncodedEvent> page,
      EventWindow.Look look,
      byte[] piece,
      boolean toEndOfFrame) {
    // What is not published yet comes by the window, and so do deletions among it.
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
      throw new EOFException("the rest of an event is not kept any more");
    }
  }

  private int copyAll(
      List<EncodedEvent> events, byte[] piece, boolean toEndOfFrame, boolean inParts) {
    int at = 0;
    for (EncodedEvent event : events) {
      boolean begun = isWithinFrame();
      Optional<byte[]> notice = begun ? Optional.empty() : gapBefore(event);
      if (notice.isPresent()) {
        return at > 0 ? at : put(notice.get(), piece);
      }
      int left = piece.length - at;
      if (left == 0 || (at > 0 && !inParts && scope.frame(event).length() > left)) {
        return at;
      }
      at += copy(event, piece, at);
      if (begun && toEndOfFrame) {
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

  /** Says which events of an agent are not kept, when {@code next} is not the next one. */
  private Optional<byte[]> gapBefore(EncodedEvent next) {
    long known = Math.max(position, told);
    if (scope.agentId().isEmpty() || next.seq() <= known + 1) {
      return Optional.empty();
    }
    told = next.seq() - 1;
    return Optional.of(
        Frames.text(Truncation.of(scope.agentId().get(), known + 1, told, clock.instant())));
  }

  /** Says that some events of some agents after the position are not kept any more. */
  private Optional<byte[]> removed() {
    if (scope.agentId().isPresent()) {
      return Optional.empty();
    }
    long removed = store.removedThrough();
    if (removed <= Math.max(position, told)) {
      return Optional.empty();
    }
    told = removed;
    return Optional.of(Frames.text(Truncation.ofAll(position, removed, clock.instant())));
  }

  /** Returns whether it did not wait before. Under the window's lock. */
  boolean beginsWaiting() {
    boolean first = !waiting;
    waiting = true;
    return first;
  }

  /** Under the window's lock. */
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
