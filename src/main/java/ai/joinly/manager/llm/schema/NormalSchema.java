package ai.joinly.manager.llm.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/**
 * Schema that every provider accepts.
 *
 * @param root an object with properties
 * @param renamed original names of renamed properties at any depth, by the name that the model sees
 * @param nullable original names of properties of the root that are required but may be null, so
 *     that the model may omit them
 */
record NormalSchema(ObjectNode root, Map<String, String> renamed, Set<String> nullable) {
  NormalSchema {
    renamed = Map.copyOf(renamed);
    nullable = Set.copyOf(nullable);
  }
}
