package ai.joinly.manager.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.joinly.manager.domain.usage.AgentUsage;
import ai.joinly.manager.domain.usage.ModelUsage;
import ai.joinly.manager.domain.usage.ServiceUsage;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageJsonTest {
  private static final UsageJson.Costs FREE =
      new UsageJson.Costs() {
        @Override
        public String currency() {
          return "EUR";
        }

        @Override
        public Optional<BigDecimal> apply(ModelUsage usage) {
          return Optional.empty();
        }
      };

  private static AgentUsage used(String minutes) {
    return AgentUsage.NONE.plus(
        new ServiceUsage(Map.of("stt", Map.of("minutes", new BigDecimal(minutes)))));
  }

  @ParameterizedTest
  @CsvSource({
    "0.30000000000000004, 0.3",
    "12.345678, 12.346",
    "1200, 1200",
    "0, 0",
    "0.000012345, 0.000012",
    "1E+3, 1000"
  })
  void amountsAreRounded(String amount, String shown) {
    String json =
        Json.text(
            out -> {
              out.writeStartObject();
              UsageJson.writeFields(out, used(amount), FREE);
              out.writeEndObject();
            });
    assertEquals("{\"llm\":[],\"services\":{\"stt\":{\"minutes\":" + shown + "}}}", json);
  }

  @Test
  void whatIsKeptIsNotRounded() {
    UsageJson.Kept kept =
        new UsageJson.Kept(used("0.30000000000000004"), ServiceUsage.NONE, Optional.empty());
    assertEquals(kept, UsageJson.readKept(UsageJson.kept(kept)));
  }
}
