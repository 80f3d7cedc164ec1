package ai.joinly.manager.jackson;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.core.util.RecyclerPool;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Makes what reads and writes JSON. Its buffers come from one small pool: left to itself the
 * library keeps a set of them for each thread, some 10 KB for each of the four virtual threads that
 * an agent has all the time. What they write has finite numbers only. Thread-safe.
 */
public final class SharedBuffers {
  /** More than these are made anew and forgotten again. */
  private static final int KEPT = 64;

  private static final RecyclerPool<BufferRecycler> POOL = JsonRecyclerPools.newBoundedPool(KEPT);

  private static final StreamReadConstraints TREES =
      StreamReadConstraints.builder()
          .maxStringLength(Integer.MAX_VALUE)
          .maxTokenCount(200_000)
          .build();

  private SharedBuffers() {}

  /** For a factory with settings of its own. */
  public static JsonFactoryBuilder factory() {
    return ((JsonFactoryBuilder) JsonFactory.builder().recyclerPool(POOL))
        .addDecorator((factory, generator) -> new FiniteNumbers(generator));
  }

  /**
   * A mapper for trees of what other servers send: each part of a tree takes some 50 bytes of
   * memory, for which two characters of the text are enough. Sizes of texts are limited elsewhere.
   */
  public static JsonMapper trees(JsonReadFeature... features) {
    JsonFactoryBuilder factory = factory().streamReadConstraints(TREES);
    for (JsonReadFeature feature : features) {
      factory.enable(feature);
    }
    return JsonMapper.builder(factory.build()).build();
  }

  /** For a mapper with settings of its own. */
  public static JsonMapper.Builder mapper() {
    return JsonMapper.builder(factory().build());
  }
}
