package ai.joinly.manager.llm;

import ai.joinly.manager.llm.provider.Endpoint;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Answer mode of each model at each server, shared by all agents that use it and lost at a restart.
 * Bounded: the least recently used one is discarded and starts with tools again. Thread-safe.
 */
final class AnswerModes {
  private static final System.Logger LOGGER = System.getLogger(AnswerModes.class.getName());
  private static final int MAX_MODES = 256;

  private final ReentrantLock lock = new ReentrantLock();

  /** Least recently used first. Guarded by {@code lock}. */
  private final Map<TextModel, Shared> modes = new LinkedHashMap<>(16, 0.75f, true);

  /** Returns the mode of {@code model} at {@code endpoint}. */
  AnswerMode of(String model, Endpoint endpoint) {
    TextModel key = new TextModel(model, endpoint.base().hostAndPort());
    lock.lock();
    try {
      Shared mode = modes.computeIfAbsent(key, Shared::new);
      if (modes.size() > MAX_MODES) {
        modes.remove(modes.keySet().iterator().next());
      }
      return mode;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the models that are called without tools. */
  List<TextModel> inText() {
    lock.lock();
    try {
      return modes.values().stream().filter(Shared::isText).map(mode -> mode.model).toList();
    } finally {
      lock.unlock();
    }
  }

  private static final class Shared implements AnswerMode {
    /** Consecutive text answers after which a model is no longer offered tools. */
    private static final int MAX_TEXTS = 3;

    private static final int TEXT = Integer.MAX_VALUE;

    private final TextModel model;

    /**
     * Turns whose first answer was text, since the last answer with calls; {@link #TEXT} in text
     * mode.
     */
    private final AtomicInteger texts = new AtomicInteger();

    Shared(TextModel model) {
      this.model = model;
    }

    @Override
    public boolean isText() {
      return texts.get() == TEXT;
    }

    @Override
    public void answeredInText() {
      int now = texts.updateAndGet(n -> n == TEXT ? TEXT : n + 1);
      if (now >= MAX_TEXTS) {
        enterTextMode("it answered in text " + MAX_TEXTS + " times in a row");
      }
    }

    @Override
    public void answeredWithCalls() {
      texts.updateAndGet(n -> n == TEXT ? TEXT : 0);
    }

    @Override
    public void toolsUnsupported() {
      enterTextMode("its server does not support tools for it");
    }

    private void enterTextMode(String reason) {
      if (texts.getAndSet(TEXT) != TEXT) {
        LOGGER.log(
            Level.WARNING,
            "The language model {0} at {1} is in text mode until the next restart: {2}",
            model.model(),
            model.server(),
            reason);
      }
    }
  }
}
