package ai.joinly.manager.meeting;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.joinly.manager.domain.meeting.Segment;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Writes down what it hears. */
public final class RecordingListener implements MeetingListener {
  public final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  /** The reasons of all troubles. */
  public final List<String> troubles = new CopyOnWriteArrayList<>();

  private volatile boolean troubled;

  /** Done for each reading that brought news. */
  public volatile Runnable onEach = () -> {};

  public void expect(String... events) throws InterruptedException {
    for (String event : events) {
      assertEquals(event, heard.poll(10, TimeUnit.SECONDS));
    }
  }

  @Override
  public void onSegments(List<Segment> segments) {
    segments.forEach(s -> heard.add(s.text()));
    onEach.run();
  }

  @Override
  public void onUtterance(List<Segment> segments) {
    heard.add("[" + String.join(" ", segments.stream().map(Segment::text).toList()) + "]");
  }

  @Override
  public void onTrouble(String sentence) {
    troubles.add(sentence);
    if (!troubled) { // else it is a better reason
      troubled = true;
      heard.add("trouble");
    }
  }

  @Override
  public void onRecovered() {
    troubled = false;
    heard.add("recovered");
  }

  @Override
  public void onLost(String sentence) {
    heard.add("lost");
  }
}
