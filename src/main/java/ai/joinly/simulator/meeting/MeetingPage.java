package ai.joinly.simulator.meeting;

import ai.joinly.simulator.BoundedLog;
import ai.joinly.simulator.Changes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Content of a meeting's page: participants, chat, and the agent's switches. */
public final class MeetingPage {
  private final Changes changes;

  // All below: guarded by this.
  private final Set<String> participants = new LinkedHashSet<>();
  private final List<ChatLine> chat = new ArrayList<>(2);
  private boolean muted = true;
  private boolean wordsSpoken;
  private boolean sharing;

  MeetingPage(Changes changes) {
    this.changes = changes;
  }

  /** Resets the page for a newly joined meeting. */
  synchronized void open(List<String> present) {
    participants.clear();
    participants.addAll(present);
    chat.clear();
    muted = true;
    wordsSpoken = false;
    sharing = false;
  }

  /** Unmutes the agent at its first words after a join. */
  synchronized void wordsBegin() {
    if (!wordsSpoken) {
      wordsSpoken = true;
      muted = false;
    }
  }

  public synchronized void mute(boolean on) {
    muted = on;
  }

  public synchronized boolean isMuted() {
    return muted;
  }

  public synchronized void share(boolean on) {
    sharing = on;
  }

  public synchronized boolean isSharing() {
    return sharing;
  }

  public synchronized List<String> participants() {
    return List.copyOf(participants);
  }

  public synchronized void comes(String name) {
    participants.add(name);
  }

  public synchronized void goes(String name) {
    participants.remove(name);
  }

  public void write(ChatLine line) {
    synchronized (this) {
      BoundedLog.add(chat, line);
    }
    changes.happened();
  }

  public synchronized List<ChatLine> chat() {
    return List.copyOf(chat);
  }
}
