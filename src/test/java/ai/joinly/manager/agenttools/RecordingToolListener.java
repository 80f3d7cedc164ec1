package ai.joinly.manager.agenttools;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps what a box tells, each line with a mark of its kind in front. */
public final class RecordingToolListener implements ToolBoxListener {
  public final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  @Override
  public void onTrouble(String sentence) {
    lines.add("! " + sentence);
  }

  @Override
  public void onDown(String server, String sentence) {
    onTrouble(sentence);
  }

  @Override
  public void onUp(String server) {}

  @Override
  public void onNews(String sentence) {
    lines.add("  " + sentence);
  }

  /** The next line; fails when none comes. */
  public String next() throws InterruptedException {
    return Optional.ofNullable(lines.poll(10, TimeUnit.SECONDS))
        .orElseThrow(() -> new AssertionError("nothing was told"));
  }
}
