package ai.joinly.demo.llm;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.webserver.http.ServerRequest;

/** A protocol in which the scripted model is asked and answers, as strict as the real service. */
interface Wire {
  /**
   * Looks at the key and whatever else a header or the address has to have.
   *
   * @throws RefusedRequestException when something is missing
   */
  void checkHead(ServerRequest request);

  /**
   * What is asked.
   *
   * @throws RefusedRequestException when the real service would refuse it
   */
  ModelRequest read(ServerRequest request, JsonNode body);

  /** The body of an answer. */
  public JsonNode answer(ModelReply reply);

  /** The body of a refusal. */
  public JsonNode error(RefusedRequestException refusal);
}
