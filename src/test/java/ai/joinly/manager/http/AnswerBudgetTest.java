package ai.joinly.manager.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AnswerBudgetTest {
  private static final int KIB = 1_024;
  private static final int MIB = 1_024 * KIB;

  /** A megabyte for each of its four lanes. */
  private static AnswerBudget budget(Duration patience) {
    return new AnswerBudget(4L * MIB, patience);
  }

  private static List<AnswerBudget.Place> places(AnswerBudget budget, int count, long bytes)
      throws Exception {
    List<AnswerBudget.Place> places = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      AnswerBudget.Place place = budget.place();
      place.reach(bytes);
      places.add(place);
    }
    return places;
  }

  @Test
  void smallAnswersNeedNoPlace() throws Exception {
    assertEquals(1_000, places(budget(Duration.ZERO), 1_000, 64 * KIB).size());
  }

  @Test
  void aLargeAnswerFailsWhenOthersHaveAllPlacesAndASmallerOneDoesNot() throws Exception {
    AnswerBudget budget = budget(Duration.ZERO);
    List<AnswerBudget.Place> large = places(budget, 1, 3L * MIB);
    try (AnswerBudget.Place second = budget.place()) {
      assertThrows(AnswerBudget.FullException.class, () -> second.reach(2L * MIB));
    }
    List<AnswerBudget.Place> smaller = places(budget, 4, 200 * KIB);
    large.getFirst().close();
    smaller.forEach(AnswerBudget.Place::close);
    places(budget, 1, 3L * MIB);
  }

  @Test
  void anAnswerThatGrowsLeavesItsFormerPlaceToOthers() throws Exception {
    AnswerBudget budget = budget(Duration.ZERO);
    List<AnswerBudget.Place> grown = places(budget, 1, 200 * KIB);
    grown.getFirst().reach(900 * KIB);
    places(budget, 3, 200 * KIB);
    grown.getFirst().reach(100L * MIB);
    places(budget, 1, 900 * KIB);
  }

  @Test
  void aPlaceIsWaitedForAndAnEndedAnswerHasNone() throws Exception {
    AnswerBudget budget = budget(Duration.ofMinutes(1));
    AnswerBudget.Place first = budget.place();
    first.reach(2L * MIB);
    CompletableFuture<Boolean> second =
        CompletableFuture.supplyAsync(
            () -> {
              try (AnswerBudget.Place place = budget.place()) {
                place.reach(2L * MIB);
                return true;
              } catch (AnswerBudget.FullException e) {
                return false;
              }
            });
    first.close();
    first.close();
    assertEquals(true, second.get(1, TimeUnit.MINUTES));
    places(budget, 1, 2L * MIB);
  }

  @Test
  void anInterruptEndsTheWaiting() throws Exception {
    AnswerBudget budget = budget(Duration.ofMinutes(1));
    places(budget, 1, 2L * MIB);
    CompletableFuture<Void> waiting = new CompletableFuture<>();
    Thread thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    budget.place().reach(2L * MIB);
                    waiting.complete(null);
                  } catch (AnswerBudget.FullException e) {
                    waiting.completeExceptionally(e);
                  }
                });
    thread.interrupt();
    ExecutionException e =
        assertThrows(ExecutionException.class, () -> waiting.get(1, TimeUnit.MINUTES));
    assertEquals(AnswerBudget.FullException.class, e.getCause().getClass());
  }
}
