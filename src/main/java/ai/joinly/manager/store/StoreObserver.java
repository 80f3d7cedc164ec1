package ai.joinly.manager.store;

/** Observer of writes to the store. Thread-safe; must neither block nor throw. */
public interface StoreObserver {
  /** Observer that does nothing. */
  StoreObserver NONE =
      new StoreObserver() {
        @Override
        public void onWritten(int count, long nanos) {}

        @Override
        public void onFailed(String sentence) {}

        @Override
        public void onDamaged(DamagedRow row) {}
      };

  /** Called after {@code count} changes were written together in {@code nanos} nanoseconds. */
  void onWritten(int count, long nanos);

  /**
   * Called when a write failed; it is retried.
   *
   * @param sentence the reason, without any content
   */
  void onFailed(String sentence);

  /** Called once for each row found that cannot be read. */
  void onDamaged(DamagedRow row);
}
