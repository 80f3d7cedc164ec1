package ai.joinly.demo.llm;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.webserver.http.ServerRequest;

/** A protocol of the scripted model, as strict as the real service. */
interface Wire {
  /**
   * Checks the key and other required parts of the headers and the address.
   *
   * @throws RefusedRequestException if a part is missing
   */
  void checkHead(ServerRequest request);

  /**
   * Reads a request.
   *
   * @throws RefusedRequestException if the real service would refuse it
   */
  ModelRequest read(ServerRequest request, JsonNode body);

  /** Returns the body of an answer. */
  public JsonNode answer(ModelReply reply);

  /** Returns the body of a refusal. */
  public JsonNode error(RefusedRequestException refusal);
}
