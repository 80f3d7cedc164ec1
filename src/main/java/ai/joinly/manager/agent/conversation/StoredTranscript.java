package ai.joinly.manager.agent.conversation;

import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.event.EventType;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.json.EventReader;
import ai.joinly.manager.meeting.PriorTranscript;
import ai.joinly.manager.store.PageLimit;
import ai.joinly.manager.store.Store;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Recorded segments of an agent's session, read from the store page by page. For one thread. */
public final class StoredTranscript implements PriorTranscript {
  private static final PageLimit PAGE = new PageLimit(500, 64 * 1024);
  private static final Set<EventType> SPEECH = EnumSet.of(EventType.SEGMENT, EventType.UTTERANCE);

  private final Store store;
  private final AgentId agentId;
  private final long firstSeq;
  private final List<Segment> unfinished = new ArrayList<>();

  /**
   * @param firstSeq number of the agent's first event that belongs to the session
   */
  public StoredTranscript(Store store, AgentId agentId, long firstSeq) {
    this.store = store;
    this.agentId = agentId;
    this.firstSeq = firstSeq;
  }

  @Override
  public void forEach(Consumer<Segment> segments) {
    unfinished.clear();
    long after = firstSeq - 1;
    List<StoredEvent> page = store.events(agentId, SPEECH, after, PAGE);
    while (!page.isEmpty()) {
      page.forEach(event -> take(event, segments));
      after = page.getLast().seq();
      page = store.events(agentId, SPEECH, after, PAGE);
    }
  }

  private void take(StoredEvent stored, Consumer<Segment> segments) {
    switch (EventReader.read(stored.json()).data()) {
      case EventData.SegmentHeard heard -> {
        segments.accept(heard.segment());
        if (heard.segment().role() == Role.PARTICIPANT) {
          unfinished.add(heard.segment());
        }
      }
      case EventData.UtteranceHeard heard -> unfinished.clear(); // contains the earlier ones
      case EventData other -> {}
    }
  }

  @Override
  public List<Segment> unfinished() {
    return List.copyOf(unfinished);
  }
}
