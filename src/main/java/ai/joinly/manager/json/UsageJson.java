package ai.joinly.manager.json;

import ai.joinly.manager.model.AgentUsage;
import ai.joinly.manager.model.LlmProvider;
import ai.joinly.manager.model.ModelUsage;
import ai.joinly.manager.model.ServiceUsage;
import ai.joinly.manager.model.TokenUsage;
import ai.joinly.manager.model.WireName;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** What was used, as the API shows it and as it is kept. */
public final class UsageJson {
  private UsageJson() {}

  /**
   * An agent's usage as it is kept.
   *
   * @param ofSession what services have used in the session that counts still
   */
  public record Kept(AgentUsage settled, ServiceUsage ofSession, Optional<String> session) {}

  /** The cost of what a model was used for; empty where it has no price. */
  public interface Costs extends Function<ModelUsage, Optional<BigDecimal>> {
    /** The currency of all costs. */
    String currency();
  }

  /**
   * Writes the fields {@code llm}, {@code services} and, where anything has a price, {@code
   * estimated_cost} into the object that is open.
   */
  public static void writeFields(JsonGenerator json, AgentUsage usage, Costs costs)
      throws IOException {
    json.writeArrayFieldStart("llm");
    Optional<BigDecimal> sum = Optional.empty();
    for (ModelUsage model : usage.models()) {
      json.writeStartObject();
      writeModel(json, model);
      Optional<BigDecimal> cost = costs.apply(model);
      if (cost.isPresent()) {
        json.writeNumberField("estimated_cost", cost.get());
        sum = Optional.of(sum.orElse(BigDecimal.ZERO).add(cost.get()));
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeFieldName("services");
    writeServices(json, usage.services());
    if (sum.isPresent()) {
      json.writeObjectFieldStart("estimated_cost");
      json.writeNumberField("amount", sum.get());
      json.writeStringField("currency", costs.currency());
      json.writeEndObject();
    }
  }

  private static void writeModel(JsonGenerator json, ModelUsage model) throws IOException {
    json.writeStringField("provider", WireName.of(model.provider()));
    json.writeStringField("model", model.model());
    json.writeNumberField("requests", model.requests());
    json.writeFieldName("tokens");
    Parts.writeTokens(json, model.tokens());
  }

  private static void writeServices(JsonGenerator json, ServiceUsage services) throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, Map<String, BigDecimal>> service : services.byService().entrySet()) {
      json.writeObjectFieldStart(service.getKey());
      for (Map.Entry<String, BigDecimal> unit : service.getValue().entrySet()) {
        json.writeNumberField(unit.getKey(), unit.getValue());
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /** For the store. */
  public static String kept(Kept kept) {
    return Json.text(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("llm");
          for (ModelUsage model : kept.settled().models()) {
            json.writeStartObject();
            writeModel(json, model);
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeFieldName("services");
          writeServices(json, kept.settled().services());
          json.writeFieldName("services_of_session");
          writeServices(json, kept.ofSession());
          Parts.writeOptional(json, "session", kept.session());
          json.writeEndObject();
        });
  }

  /** What {@link #kept} wrote; nothing where it cannot be read. */
  public static Kept readKept(String text) {
    try {
      JsonNode json = Json.mapper().readTree(text);
      AgentUsage settled = AgentUsage.NONE.plus(services(json.path("services")));
      for (JsonNode model : json.path("llm")) {
        JsonNode tokens = model.path("tokens");
        Optional<LlmProvider> provider =
            WireName.parse(LlmProvider.class, model.path("provider").asText());
        if (provider.isPresent()) {
          settled =
              settled.plus(
                  provider.get(),
                  model.path("model").asText(),
                  model.path("requests").asLong(),
                  new TokenUsage(
                      tokens.path("input").asLong(),
                      tokens.path("output").asLong(),
                      tokens.path("cached_input").asLong()));
        }
      }
      return new Kept(
          settled,
          services(json.path("services_of_session")),
          Optional.ofNullable(json.path("session").textValue()));
    } catch (JsonProcessingException e) {
      return new Kept(AgentUsage.NONE, ServiceUsage.NONE, Optional.empty());
    }
  }

  private static ServiceUsage services(JsonNode json) {
    Map<String, Map<String, BigDecimal>> byService = new TreeMap<>();
    for (Map.Entry<String, JsonNode> service : json.properties()) {
      Map<String, BigDecimal> units = new TreeMap<>();
      service
          .getValue()
          .properties()
          .forEach(unit -> units.put(unit.getKey(), unit.getValue().decimalValue()));
      byService.put(service.getKey(), units);
    }
    return new ServiceUsage(byService);
  }
}
