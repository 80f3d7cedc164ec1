package ai.joinly.manager.monitoring;

import ai.joinly.manager.logging.StateLog;
import ai.joinly.manager.logging.StateLog.Subject;
import ai.joinly.manager.store.DamagedRow;
import ai.joinly.manager.store.StoreObserver;

/**
 * Observer that logs when the store fails and works again.
 *
 * @param next receives the same events
 */
public record LoggedStore(StateLog states, StoreObserver next) implements StoreObserver {
  private static final String THE_STORE = "store";

  @Override
  public void onWritten(int count, long nanos) {
    states.works(Subject.STORE, THE_STORE, "The store works again");
    next.onWritten(count, nanos);
  }

  @Override
  public void onFailed(String sentence) {
    states.failing(Subject.STORE, THE_STORE, sentence);
    next.onFailed(sentence);
  }

  @Override
  public void onDamaged(DamagedRow row) {
    states.happened(Subject.STORE, row.userMessage());
    next.onDamaged(row);
  }
}
