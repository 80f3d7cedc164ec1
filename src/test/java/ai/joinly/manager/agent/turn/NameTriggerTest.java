package ai.joinly.manager.agent.turn;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class NameTriggerTest {
  @Test
  void findsTheNameAsAWholeWordOnly() {
    NameTrigger joe = new NameTrigger("Joe");
    assertTrue(joe.isIn("Hey JOE, what now?"));
    assertTrue(joe.isIn("joe"));
    assertFalse(joe.isIn("Joey said so"));
    assertFalse(joe.isIn("banjoe"));
  }

  @Test
  void disregardsAccentsCaseAndPunctuation() {
    assertTrue(new NameTrigger("José").isIn("well, jose?"));
    assertTrue(new NameTrigger("Strauss").isIn("Herr Strauß!"));
    assertTrue(new NameTrigger("Dr. Bot-2").isIn("ask dr bot 2 please"));
  }

  @Test
  void knowsOtherScripts() {
    assertTrue(new NameTrigger("Анна").isIn("Скажи, анна, как дела?"));
    assertTrue(new NameTrigger("小明").isIn("请问小明今天怎么样"));
    assertFalse(new NameTrigger("小明").isIn("请问小红今天怎么样"));
  }

  @Test
  void aNameWithoutAWordIsNeverFound() {
    assertFalse(new NameTrigger("!?").isIn("really !? yes"));
  }
}
