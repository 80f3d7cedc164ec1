package ai.joinly.manager.bench.oddities;

import ai.joinly.manager.bench.harness.HttpJson;
import ai.joinly.manager.bench.oddities.Answer.Call;
import ai.joinly.manager.bench.oddities.Asked.Tool;
import ai.joinly.manager.bench.oddities.TinyServer.Request;
import ai.joinly.manager.bench.oddities.TinyServer.Response;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server of models that speaks all protocols and misbehaves. Thread-safe. */
final class OddModelServer implements AutoCloseable {
  private static final Pattern GEMINI = Pattern.compile("/models/([^/:]+):generateContent");
  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final double CHANCE = 1 / 3.0;
  private static final int MAX_THOUGHT_MILLIS = 250;

  private final Map<String, Personality> models = new ConcurrentHashMap<>();
  private final Map<Integer, Question> questions = new ConcurrentHashMap<>();
  private final AtomicLong requests = new AtomicLong();
  private final Random random;
  private final TinyServer server;

  OddModelServer(long seed) throws IOException {
    random = new Random(seed);
    server = new TinyServer(this::handle);
  }

  /** Where a protocol is spoken. */
  URI url(String path) {
    return server.url(path);
  }

  /** Makes a model known. */
  void add(String model, Personality personality) {
    models.put(model, personality);
  }

  /** Makes a question known that will be asked. */
  void expect(Question question) {
    questions.put(question.number(), question);
  }

  long requests() {
    return requests.get();
  }

  @Override
  public void close() {
    server.close();
  }

  private Response handle(Request request) throws IOException, InterruptedException {
    if (!request.method().equals("POST")) {
      return TinyServer.json(404, "{}");
    }
    JsonNode body = HttpJson.JSON.readTree(request.body());
    Matcher gemini = GEMINI.matcher(request.path());
    String model = gemini.find() ? gemini.group(1) : body.path("model").asText();
    Personality personality = models.get(model);
    if (personality == null) {
      return TinyServer.json(404, "{\"error\":{\"message\":\"no such model\"}}");
    }
    Thread.sleep(50 + random.nextInt(MAX_THOUGHT_MILLIS));
    return new Exchange(
            personality, model, personality.wire().format().read(body), requests.incrementAndGet())
        .answer();
  }

  /** One request and its answer. */
  private final class Exchange {
    private final Personality personality;
    private final String model;
    private final Asked asked;
    private final long number;
    private final WireFormat format;
    private final Optional<Question> question;

    Exchange(Personality personality, String model, Asked asked, long number) {
      this.personality = personality;
      this.model = model;
      this.asked = asked;
      this.number = number;
      this.format = personality.wire().format();
      this.question = asked.question().stream().boxed().findFirst().map(questions::get);
    }

    Response answer() {
      for (Kind kind : personality.always()) {
        Optional<Response> odd = odd(kind);
        if (odd.isPresent()) {
          return odd.get();
        }
      }
      return question
          .flatMap(Question::plan)
          .filter(kind -> random.nextDouble() < CHANCE)
          .flatMap(this::odd)
          .orElseGet(() -> whole(format.write(proper(), model, number).toString(), ""));
    }

    /** Empty when the request gives no occasion for that kind. */
    private Optional<Response> odd(Kind kind) {
      Optional<Response> refusal = Refusals.of(kind, personality.wire(), asked).map(this::refused);
      Optional<Response> odd = refusal.or(() -> spoiled(kind));
      odd.ifPresent(any -> question.ifPresent(q -> q.struck(kind, asked.isAnswered())));
      return odd;
    }

    private Response refused(Refused refused) {
      return new Response.Whole(
          refused.status(),
          "application/json",
          refused.retryAfter().map(value -> Map.of("Retry-After", value)).orElse(Map.of()),
          format.error(refused).toString());
    }

    private Optional<Response> spoiled(Kind kind) {
      Answer proper = proper();
      String well = format.write(proper, model, number).toString();
      return switch (kind) {
        case CONNECTION_RESET -> Optional.of(new Response.Reset());
        case BODY_TRUNCATED -> Optional.of(new Response.Truncated(well));
        case BYTE_ORDER_MARK -> Optional.of(whole(BYTE_ORDER_MARK + well, ""));
        case EVENT_STREAM ->
            Optional.of(
                whole(format.stream(format.write(proper, model, number)), "text/event-stream"));
        case ERROR_INSIDE_200 -> {
          Refused inside = new Refused(429, "rate_limit_exceeded", "Provider returned error");
          ObjectNode error = format.error(inside).put("user_id", "u");
          ((ObjectNode) error.path("error")).put("code", 429);
          yield Optional.of(whole(error.toString(), ""));
        }
        case DECLINED -> Optional.of(whole(format.declined(model, number).toString(), ""));
        default -> {
          ObjectNode json = format.write(Oddities.of(kind, proper), model, number);
          format.spoil(kind, json);
          String text = json.toString();
          yield text.equals(well) ? Optional.empty() : Optional.of(whole(text, ""));
        }
      };
    }

    private static Response whole(String text, String type) {
      return new Response.Whole(200, type.isEmpty() ? "application/json" : type, Map.of(), text);
    }

    /** What a good model answers. */
    private Answer proper() {
      boolean meant = personality.isDyadic() || asked.isAddressed();
      String words =
          question.map(q -> Question.answerBeginning(q.number()) + "blue.").orElse("I am here.");
      if (asked.tools().isEmpty()) {
        return Answer.of(words);
      }
      if (!meant || question.isEmpty() || asked.isAnswered()) {
        return Answer.of(new Call("end_turn", WireFormat.object()));
      }
      return furtherTool()
          .orElseGet(
              () ->
                  Answer.of(
                      new Call(
                          asked.tool("speak_text").map(Tool::name).orElse("speak_text"),
                          WireFormat.object().put("text", words))));
    }

    /** Now and then something is looked up first, with all arguments that the tool has. */
    private Optional<Answer> furtherTool() {
      if (!question.map(Question::wantsTool).orElse(false) || asked.hasResult()) {
        return Optional.empty();
      }
      return Set.of("dollar", "brackets").stream()
          .flatMap(name -> asked.tool(name).stream())
          .findFirst()
          .map(
              tool -> {
                ObjectNode arguments = WireFormat.object();
                tool.schema()
                    .path("properties")
                    .fieldNames()
                    .forEachRemaining(name -> arguments.put(name, "x"));
                return Answer.of(new Call(tool.name(), arguments));
              });
    }
  }
}
