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
 * Factory of JSON factories and mappers whose buffers come from one small pool. By default Jackson
 * keeps buffers for each thread, about 10 KB for each of the four permanent virtual threads of an
 * agent. Generators write only finite numbers. Thread-safe.
 */
public final class SharedBuffers {
  /** Number of pooled buffers; further ones are created on demand and discarded. */
  private static final int KEPT = 64;

  private static final RecyclerPool<BufferRecycler> POOL = JsonRecyclerPools.newBoundedPool(KEPT);

  private static final StreamReadConstraints TREES =
      StreamReadConstraints.builder()
          .maxStringLength(Integer.MAX_VALUE)
          .maxTokenCount(200_000)
          .build();

  private SharedBuffers() {}

  /** Returns a builder for a factory with its own settings. */
  public static JsonFactoryBuilder factory() {
    return ((JsonFactoryBuilder) JsonFactory.builder().recyclerPool(POOL))
        .addDecorator((factory, generator) -> new FiniteNumbers(generator));
  }

  /**
   * Returns a mapper for trees of other servers' data, with a limited number of tokens: each node
   * takes about 50 bytes of memory, but may need only two characters of text. Text sizes are
   * limited elsewhere.
   */
  public static JsonMapper trees(JsonReadFeature... features) {
    JsonFactoryBuilder factory = factory().streamReadConstraints(TREES);
    for (JsonReadFeature feature : features) {
      factory.enable(feature);
    }
    return JsonMapper.builder(factory.build()).build();
  }

  /** Returns a builder for a mapper with its own settings. */
  public static JsonMapper.Builder mapper() {
    return JsonMapper.builder(factory().build());
  }
}
