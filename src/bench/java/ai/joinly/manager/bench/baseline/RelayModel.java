package ai.joinly.manager.bench.baseline;

import ai.joinly.manager.bench.harness.HttpJson;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.HeaderNames;
import io.helidon.webclient.api.Proxy;
import io.helidon.webclient.http1.Http1Client;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Sends a line to the language model, on a thread of its own, and drops the answer. Any thread. */
final class RelayModel {
  private final Http1Client http;

  RelayModel(URI llm) {
    this.http =
        Http1Client.builder()
            .baseUri(llm)
            .shareConnectionCache(false)
            .servicesDiscoverServices(false)
            .sendExpectContinue(false)
            .proxy(Proxy.noProxy())
            .build();
  }

  void ask(String text) {
    Thread.ofVirtual().name("relay-model").start(() -> send(text));
  }

  private void send(String text) {
    ObjectNode body = HttpJson.JSON.createObjectNode().put("model", "scripted");
    body.putArray("messages").addObject().put("role", "user").put("content", text);
    try (var response =
        http.post("/chat/completions")
            .header(HeaderNames.AUTHORIZATION, "Bearer scripted")
            .header(HeaderNames.CONTENT_TYPE, "application/json")
            .submit(body.toString().getBytes(StandardCharsets.UTF_8))) {
      byte[] answer = response.as(byte[].class);
      if (response.status().code() != 200) {
        System.out.println("The model refuses: " + new String(answer, StandardCharsets.UTF_8));
      }
    }
  }
}
