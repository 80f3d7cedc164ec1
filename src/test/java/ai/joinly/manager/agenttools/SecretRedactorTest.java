package ai.joinly.manager.agenttools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.joinly.manager.domain.Secret;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretRedactorTest {
  private static final SecretRedactor MASK =
      SecretRedactor.of(
          Map.of(
              "Authorization", new Secret("Bearer s3cret-t0ken"),
              "Cookie", new Secret("lang=en; session=c00kie-jar"),
              "X-Api-Key", new Secret("s3cret-t0ken-too"),
              "X-Region", new Secret("eu")));

  @ParameterizedTest
  @CsvSource({
    "You sent Bearer s3cret-t0ken!, You sent ***!",
    "Invalid token s3cret-t0ken, Invalid token ***",
    "s3cret-t0ken-too and s3cret-t0ken, *** and ***",
    "c00kie-jar is no session, *** is no session",
    "eu: Bearer of en news, eu: Bearer of en news",
    "'', ''"
  })
  void secretsAreMaskedWhereverTheyStand(String text, String masked) {
    assertEquals(masked, MASK.on(text));
  }
}
