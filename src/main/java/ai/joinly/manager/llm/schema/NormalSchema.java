package ai.joinly.manager.llm.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/**
 * A schema that every provider takes.
 *
 * @param root an object with properties
 * @param renamed properties at any depth, by the name that the model sees
 * @param nullable properties of the root that have to be there but may be null, by their own names:
 *     the model may leave them out
 */
record NormalSchema(ObjectNode root, Map<String, String> renamed, Set<String> nullable) {
  NormalSchema {
    renamed = Map.copyOf(renamed);
    nullable = Set.copyOf(nullable);
  }
}
