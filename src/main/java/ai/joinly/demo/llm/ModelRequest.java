package ai.joinly.demo.llm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Request to the scripted model, independent of the protocol.
 *
 * @param model the model that the request names
 * @param tools names of the available tools
 * @param schema the required schema of the answer
 */
record ModelRequest(
    String model, List<PromptMessage> messages, Set<String> tools, Optional<JsonNode> schema) {
  ModelRequest {
    messages = List.copyOf(messages);
    tools = Set.copyOf(tools);
  }

  /** Returns the last utterance. */
  String lastSaid() {
    String last = "";
    for (PromptMessage message : messages) {
      if (message instanceof PromptMessage.Said said && said.text().isPresent()) {
        last = said.text().get();
      }
    }
    return last;
  }
}
