package ai.joinly.manager.agent;

import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.domain.usage.ServiceUsage;
import ai.joinly.manager.meeting.MeetingListener;
import ai.joinly.manager.store.Store;
import java.util.List;
import java.util.Optional;

/** Puts what a session tells into the mailbox, marked with the session's epoch. */
record EpochListener(long epoch, Mailbox mailbox, Store store) implements MeetingListener {
  @Override
  public void onSegments(List<Segment> segments) {
    try {
      store.awaitRoom(); // meanwhile the meeting server keeps what is said
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the session ends: these are its last words
    }
    mailbox.put(new Message.SegmentsHeard(epoch, List.copyOf(segments)));
  }

  @Override
  public void onUtterance(List<Segment> segments) {
    mailbox.put(new Message.UtteranceHeard(epoch, List.copyOf(segments), System.nanoTime()));
  }

  @Override
  public void onUsage(String session, ServiceUsage usage) {
    mailbox.put(new Message.UsageTold(session, usage));
  }

  @Override
  public void onReading() {
    mailbox.put(new Message.ReadingBegan(epoch));
  }

  @Override
  public void onNote(String sentence) {
    mailbox.put(new Message.Noted(LogLevel.WARN, sentence));
  }

  @Override
  public void onTrouble(String sentence) {
    mailbox.put(new Message.TroubleBegan(epoch, sentence));
  }

  @Override
  public void onRecovered() {
    mailbox.put(new Message.TroubleEnded(epoch));
  }

  @Override
  public void onHearing(Optional<String> trouble) {
    mailbox.put(new Message.HearingChanged(epoch, trouble));
  }

  @Override
  public void onLost(String sentence) {
    mailbox.put(new Message.SessionLost(epoch, sentence));
  }
}
