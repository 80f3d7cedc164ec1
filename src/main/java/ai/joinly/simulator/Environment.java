package ai.joinly.simulator;

import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * Objects that all parts of one simulator share.
 *
 * @param timer one thread for the delayed tasks of all meetings
 */
public record Environment(
    SimulatorOptions options,
    Faults faults,
    Changes changes,
    Attendance attendance,
    Counters counters,
    ScheduledThreadPoolExecutor timer) {

  static Environment create(SimulatorOptions options) {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("simulator-timer").factory());
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    Changes changes = new Changes();
    return new Environment(
        options, new Faults(changes), changes, new Attendance(), new Counters(), timer);
  }
}
