package ai.joinly.manager.store;

/** Hears of what is written. Thread-safe; must neither block nor throw. */
public interface StoreObserver {
  /** Hears nothing. */
  StoreObserver NONE =
      new StoreObserver() {
        @Override
        public void onWritten(int count, long nanos) {}

        @Override
        public void onFailed(String sentence) {}

        @Override
        public void onDamaged(DamagedRow row) {}
      };

  /** {@code count} changes were written together, which took {@code nanos}. */
  void onWritten(int count, long nanos);

  /**
   * Nothing could be written; it is tried again.
   *
   * @param sentence why, without any content
   */
  void onFailed(String sentence);

  /** A row was found that cannot be read; called once for each. */
  void onDamaged(DamagedRow row);
}
