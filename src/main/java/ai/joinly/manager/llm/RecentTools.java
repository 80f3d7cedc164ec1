package ai.joinly.manager.llm;

import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What has become of lists of tools, so that agents with the same tools share one: of its own each
 * would hold some 10 KB. Thread-safe; nothing is converted under the lock.
 */
final class RecentTools {
  /** A list and what LangChain4j takes for it. */
  record Converted(List<ToolDefinition> from, List<ToolSpecification> to) {}

  /** Agents mostly have the same tools; of more different lists agents have their own. */
  private static final int KEPT = 16;

  private final ReentrantLock lock = new ReentrantLock();

  /** The one used last is the first. Guarded by {@code lock}. */
  private final Deque<Converted> known = new ArrayDeque<>();

  Optional<Converted> find(List<ToolDefinition> tools) {
    lock.lock();
    try {
      Iterator<Converted> all = known.iterator();
      while (all.hasNext()) {
        Converted one = all.next();
        if (one.from().equals(tools)) {
          all.remove();
          known.addFirst(one);
          return Optional.of(one);
        }
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Keeps what was converted, in the place of the one that was not used for longest. */
  Converted keep(List<ToolDefinition> tools, List<ToolSpecification> specifications) {
    Converted converted = new Converted(tools, specifications);
    lock.lock();
    try {
      known.addFirst(converted);
      if (known.size() > KEPT) {
        known.removeLast();
      }
      return converted;
    } finally {
      lock.unlock();
    }
  }
}
