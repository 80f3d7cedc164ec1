package ai.joinly.manager.llm;

import ai.joinly.manager.domain.agent.LlmProvider;
import ai.joinly.manager.domain.usage.TokenUsage;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What each provider's protocol looks like, for tests that hold for all of them. */
public enum Wire {
  OPENAI(LlmProvider.OPENAI, "gpt-4o", "OPENAI_BASE_URL", "OPENAI_API_KEY") {
    @Override
    public String path() {
      return "/v1/chat/completions";
    }

    @Override
    public String base(FakeServer server) {
      return server.url() + "/v1";
    }
  },
  AZURE(LlmProvider.AZURE_OPENAI, "gpt-4o", "AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_API_KEY") {
    @Override
    public String path() {
      return "/openai/deployments/gpt-4o/chat/completions?api-version=2025-04-01-preview";
    }

    @Override
    Optional<String> keyHeader() {
      return Optional.of("api-key");
    }

    @Override
    public String keyRefused() {
      return """
      {"error":{"code":"401","message":"Access denied due to invalid subscription key or wrong API\
       endpoint."}}
      """;
    }
  },
  OLLAMA(LlmProvider.OLLAMA, "llama3.2", "OLLAMA_URL", "OLLAMA_API_KEY") {
    @Override
    public String path() {
      return "/v1/chat/completions";
    }
  },
  ANTHROPIC(LlmProvider.ANTHROPIC, "claude-sonnet-4-5", "ANTHROPIC_BASE_URL", "ANTHROPIC_API_KEY") {
    @Override
    public String path() {
      return "/v1/messages";
    }

    @Override
    Optional<String> keyHeader() {
      return Optional.of("x-api-key");
    }

    @Override
    public String answer(String text) {
      return message("{\"type\":\"text\",\"text\":\"%s\"}".formatted(text), "end_turn");
    }

    @Override
    public String twoCalls() {
      return message(
          """
          {"type":"tool_use","id":"toolu_1","name":"speak_text","input":{"text":"Hi"}},
          {"type":"tool_use","id":"toolu_2","name":"end_turn","input":{}}
          """,
          "tool_use");
    }

    private String message(String content, String reason) {
      return """
      {"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5",
       "content":[%s],"stop_reason":"%s","stop_sequence":null,
       "usage":{"input_tokens":5,"cache_creation_input_tokens":2,"cache_read_input_tokens":4,
                "output_tokens":7}}
      """
          .formatted(content, reason);
    }

    @Override
    public String keyRefused() {
      return error("authentication_error", "invalid x-api-key");
    }

    @Override
    public String error(String token, String message) {
      return """
      {"type":"error","error":{"type":"%s","message":"%s"},"request_id":"req_1"}
      """
          .formatted(token, message);
    }

    @Override
    public String system(JsonNode body) {
      return body.at("/system/0/text").asText();
    }

    @Override
    public String user(JsonNode body) {
      return body.at("/messages/0/content/0/text").asText();
    }

    @Override
    public List<String> toolNames(JsonNode body) {
      return texts(body.path("tools"), "/name");
    }

    @Override
    public String forced(JsonNode body) {
      return body.at("/tool_choice/type").asText();
    }

    @Override
    public JsonNode schema(JsonNode body) {
      return body.at("/output_config/format/schema");
    }
  },
  GOOGLE(LlmProvider.GOOGLE, "gemini-2.5-flash", "GOOGLE_GEMINI_BASE_URL", "GOOGLE_API_KEY") {
    @Override
    public String path() {
      return "/v1beta/models/gemini-2.5-flash:generateContent";
    }

    @Override
    Optional<String> keyHeader() {
      return Optional.of("x-goog-api-key");
    }

    @Override
    public String answer(String text) {
      return content("{\"text\":\"%s\"}".formatted(text));
    }

    @Override
    public String twoCalls() {
      return content(
          """
          {"functionCall":{"name":"speak_text","args":{"text":"Hi"}},"thoughtSignature":"c2ln"},
          {"functionCall":{"name":"end_turn","args":{}}}
          """);
    }

    private String content(String parts) {
      return """
      {"candidates":[{"content":{"role":"model","parts":[%s]},"finishReason":"STOP","index":0}],
       "usageMetadata":{"promptTokenCount":11,"candidatesTokenCount":3,"totalTokenCount":18,
                        "cachedContentTokenCount":4,"thoughtsTokenCount":4},
       "modelVersion":"gemini-2.5-flash","responseId":"r1"}
      """
          .formatted(parts);
    }

    @Override
    public String keyRefused() {
      return """
      {"error":{"code":400,"message":"API key not valid. Please pass a valid API key.",
        "status":"INVALID_ARGUMENT","details":[
          {"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID",
           "domain":"googleapis.com","metadata":{"service":"generativelanguage.googleapis.com"}}]}}
      """;
    }

    @Override
    public int keyRefusedStatus() {
      return 400;
    }

    @Override
    public String error(String token, String message) {
      return """
      {"error":{"code":500,"message":"%s","status":"%s"}}
      """
          .formatted(message, token);
    }

    @Override
    public String system(JsonNode body) {
      return body.at("/systemInstruction/parts/0/text").asText();
    }

    @Override
    public String user(JsonNode body) {
      return body.at("/contents/0/parts/0/text").asText();
    }

    @Override
    public List<String> toolNames(JsonNode body) {
      List<String> names = new ArrayList<>();
      body.path("tools")
          .forEach(tool -> names.addAll(texts(tool.path("functionDeclarations"), "/name")));
      return names;
    }

    @Override
    public String forced(JsonNode body) {
      return body.at("/toolConfig/functionCallingConfig/mode").asText();
    }

    @Override
    public JsonNode schema(JsonNode body) {
      return body.at("/generationConfig/responseJsonSchema");
    }
  };

  /** Of what {@link #hello} says that it cost. */
  public static final TokenUsage USAGE = new TokenUsage(11, 7, 4);

  public final LlmProvider provider;
  public final String model;
  public final String addressVariable;
  public final String keyVariable;

  Wire(LlmProvider provider, String model, String addressVariable, String keyVariable) {
    this.provider = provider;
    this.model = model;
    this.addressVariable = addressVariable;
    this.keyVariable = keyVariable;
  }

  /** The protocol of a request to {@code path}; Ollama's and Azure's is OpenAI's. */
  static Wire spokenAt(String path) {
    return path.endsWith("/messages")
        ? ANTHROPIC
        : path.endsWith(":generateContent") ? GOOGLE : OPENAI;
  }

  /** Where requests to the model go. */
  public abstract String path();

  /** What the address variable has to be for {@code server}. */
  public String base(FakeServer server) {
    return server.url();
  }

  public Map<String, String> variables(FakeServer server) {
    return Map.of(addressVariable, base(server), keyVariable, Fixtures.KEY);
  }

  /** The header that is the key alone; absent where it is a bearer token. */
  Optional<String> keyHeader() {
    return Optional.empty();
  }

  /** The key that came with {@code request}. */
  public String key(FakeServer.Request request) {
    return keyHeader()
        .map(name -> request.headers().getOrDefault(name, ""))
        .orElseGet(
            () -> request.headers().getOrDefault("authorization", "").replace("Bearer ", ""));
  }

  public final String hello() {
    return answer("Hello");
  }

  /** An answer in words; {@code text} as it stands in a JSON string. */
  public String answer(String text) {
    return completion("{\"role\":\"assistant\",\"content\":\"%s\"}".formatted(text), "stop");
  }

  /** An answer that calls {@code speak_text} with the text Hi, and {@code end_turn}. */
  public String twoCalls() {
    return completion(
        """
        {"role":"assistant","content":null,"tool_calls":[
          {"id":"call_1","type":"function",
           "function":{"name":"speak_text","arguments":"{\\"text\\":\\"Hi\\"}"}},
          {"id":"call_2","type":"function","function":{"name":"end_turn","arguments":"{}"}}]}
        """,
        "tool_calls");
  }

  private static String completion(String message, String reason) {
    return """
    {"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"gpt-4o",
     "choices":[{"index":0,"message":%s,"finish_reason":"%s"}],
     "usage":{"prompt_tokens":11,"completion_tokens":7,"total_tokens":18,
              "prompt_tokens_details":{"cached_tokens":4,"audio_tokens":0},
              "completion_tokens_details":{"reasoning_tokens":4}}}
    """
        .formatted(message, reason);
  }

  /** How a wrong key is refused. */
  public String keyRefused() {
    return error("invalid_api_key", "Incorrect API key provided.");
  }

  public int keyRefusedStatus() {
    return 401;
  }

  public String error(String token, String message) {
    return """
    {"error":{"message":"%s","type":"some_type","param":null,"code":"%s"}}
    """
        .formatted(message, token);
  }

  public String system(JsonNode body) {
    return body.at("/messages/0/content").asText();
  }

  /** The first thing that was said. */
  public String user(JsonNode body) {
    return body.at("/messages/1/content").asText();
  }

  public List<String> toolNames(JsonNode body) {
    return texts(body.path("tools"), "/function/name");
  }

  /** By which word the model is made to call a tool. */
  public String forced(JsonNode body) {
    return body.path("tool_choice").asText();
  }

  /** The form of the answer that is asked for; missing when none is. */
  public JsonNode schema(JsonNode body) {
    return body.at("/response_format/json_schema/schema");
  }

  public static List<String> texts(JsonNode array, String pointer) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.at(pointer).asText()));
    return texts;
  }
}
