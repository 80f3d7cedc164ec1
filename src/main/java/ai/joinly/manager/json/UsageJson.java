package ai.joinly.manager.json;

import ai.joinly.manager.domain.WireName;
import ai.joinly.manager.domain.agent.LlmProvider;
import ai.joinly.manager.domain.usage.AgentUsage;
import ai.joinly.manager.domain.usage.ModelUsage;
import ai.joinly.manager.domain.usage.ServiceUsage;
import ai.joinly.manager.domain.usage.TokenUsage;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Usage in the JSON of the API and in its stored form. */
public final class UsageJson {
  /** Decimals of amounts: precise to about a second for minutes, and to 0.1 % for most units. */
  private static final int AMOUNT_DIGITS = 3;

  private static final int COST_DIGITS = 6;

  /** Minimum number of significant digits of very small amounts. */
  private static final int MIN_DIGITS = 2;

  private UsageJson() {}

  /**
   * Stored usage of an agent.
   *
   * @param ofSession the usage of services in the current session
   */
  public record Kept(AgentUsage settled, ServiceUsage ofSession, Optional<String> session) {}

  /** Function that returns the cost of a model's usage; empty if the model has no price. */
  public interface Costs extends Function<ModelUsage, Optional<BigDecimal>> {
    /** Returns the currency of all costs. */
    String currency();
  }

  /**
   * Writes the fields {@code llm}, {@code services} and, if any model has a price, {@code
   * estimated_cost} into the current object.
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
        json.writeNumberField("estimated_cost", rounded(cost.get(), COST_DIGITS));
        sum = Optional.of(sum.orElse(BigDecimal.ZERO).add(cost.get()));
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeFieldName("services");
    writeServices(json, usage.services(), amount -> rounded(amount, AMOUNT_DIGITS));
    if (sum.isPresent()) {
      json.writeObjectFieldStart("estimated_cost");
      json.writeNumberField("amount", rounded(sum.get(), COST_DIGITS));
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

  /**
   * Rounds to {@code digits} decimals, or to {@link #MIN_DIGITS} significant digits if fewer would
   * remain.
   */
  private static BigDecimal rounded(BigDecimal amount, int digits) {
    BigDecimal decimals = amount.setScale(digits, RoundingMode.HALF_UP);
    BigDecimal kept =
        decimals.precision() < MIN_DIGITS
            ? amount.round(new MathContext(MIN_DIGITS, RoundingMode.HALF_UP))
            : decimals;
    BigDecimal plain = kept.stripTrailingZeros();
    return plain.scale() < 0 ? plain.setScale(0) : plain;
  }

  private static void writeServices(
      JsonGenerator json, ServiceUsage services, UnaryOperator<BigDecimal> shown)
      throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, Map<String, BigDecimal>> service : services.byService().entrySet()) {
      json.writeObjectFieldStart(service.getKey());
      for (Map.Entry<String, BigDecimal> unit : service.getValue().entrySet()) {
        json.writeNumberField(unit.getKey(), shown.apply(unit.getValue()));
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /** Returns the stored form of {@code kept}. */
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
          writeServices(json, kept.settled().services(), UnaryOperator.identity());
          json.writeFieldName("services_of_session");
          writeServices(json, kept.ofSession(), UnaryOperator.identity());
          Parts.writeOptional(json, "session", kept.session());
          json.writeEndObject();
        });
  }

  /** Reads the output of {@link #kept}; returns empty usage if it cannot be read. */
  public static Kept readKept(String text) {
    return read(text).orElse(new Kept(AgentUsage.NONE, ServiceUsage.NONE, Optional.empty()));
  }

  /** Returns whether {@code text} is a valid output of {@link #kept}. */
  public static boolean isReadable(String text) {
    return read(text).isPresent();
  }

  private static Optional<Kept> read(String text) {
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
      return Optional.of(
          new Kept(
              settled,
              services(json.path("services_of_session")),
              Optional.ofNullable(json.path("session").textValue())));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return Optional.empty();
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
