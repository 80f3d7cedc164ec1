package ai.joinly.manager.agent.analysis;

import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.analysis.Analysis;
import ai.joinly.manager.domain.analysis.MeetingCounts;
import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.event.EventType;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.json.EventReader;
import ai.joinly.manager.json.StoredAnalysisJson;
import ai.joinly.manager.store.PageLimit;
import ai.joinly.manager.store.Store;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Restores an analysis of a previous process, including counts that it had not saved. */
public final class AnalysisRecovery {
  private static final PageLimit PAGE = new PageLimit(100, 64 * 1024);
  private static final Set<EventType> SEGMENTS = EnumSet.of(EventType.SEGMENT);

  private AnalysisRecovery() {}

  /**
   * Returns the stored analysis, with all later segments counted.
   *
   * @throws ai.joinly.manager.store.StoreException if the store cannot be read
   */
  public static Analysis of(Agent agent, Store store) {
    Analysis kept =
        store
            .analysis(agent.id())
            .flatMap(StoredAnalysisJson::read)
            .orElse(Analysis.none(agent.createdAt()));
    MeetingCounts counts = kept.counts();
    Instant lastUpdated = kept.lastUpdated();
    for (List<StoredEvent> page = store.events(agent.id(), SEGMENTS, counts.through(), PAGE);
        !page.isEmpty();
        page = store.events(agent.id(), SEGMENTS, counts.through(), PAGE)) {
      for (StoredEvent stored : page) {
        Event event = EventReader.read(stored.json());
        if (event.data() instanceof EventData.SegmentHeard heard) {
          counts =
              counts.heard(
                  heard.segment(),
                  heard.spokenAt(),
                  stored.seq(),
                  Words.count(heard.segment().text()));
          lastUpdated = event.timestamp();
        }
      }
    }
    return counts.equals(kept.counts()) ? kept : kept.with(counts, lastUpdated);
  }
}
