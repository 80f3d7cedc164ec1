package ai.joinly.demo.llm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the scripted model is asked, whatever the protocol.
 *
 * @param model as the request names it
 * @param tools names of the tools at hand
 * @param schema the form that the answer has to have
 */
record ModelRequest(
    String model, List<PromptMessage> messages, Set<String> tools, Optional<JsonNode> schema) {
  ModelRequest {
    messages = List.copyOf(messages);
    tools = Set.copyOf(tools);
  }

  /** The last thing that was said. */
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
