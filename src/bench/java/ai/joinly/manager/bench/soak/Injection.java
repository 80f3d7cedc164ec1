package ai.joinly.manager.bench.soak;

import ai.joinly.manager.bench.harness.HttpJson;
import ai.joinly.manager.bench.harness.ModelProcess;
import ai.joinly.manager.bench.harness.SimulatorProcess;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Faults, one after the other, each of which the manager must get over. For one thread. */
final class Injection {
  private static final int LOST_AT_ONCE = 5;
  private static final int FAILED_REQUESTS = 20;
  private static final int SLOW_MILLIS = 300;

  private final SimulatorProcess simulator;
  private final ModelProcess model;
  private final Random random = new Random(11);
  private int number;

  Injection(SimulatorProcess simulator, ModelProcess model) {
    this.simulator = simulator;
    this.model = model;
  }

  /** The next fault. */
  void next() throws IOException, InterruptedException {
    number++;
    switch (number % 5) {
      case 0 -> lose(400);
      case 1 -> simulator.act("drop-streams", object());
      case 2 -> simulator.act("faults", object().put("slow_answers_ms", SLOW_MILLIS));
      case 3 -> {
        clear();
        lose(404);
      }
      default -> model.fail(FAILED_REQUESTS);
    }
  }

  /** Ends those that last. */
  void clear() throws IOException, InterruptedException {
    simulator.act("faults", object().put("clear", true));
  }

  private void lose(int status) throws IOException, InterruptedException {
    List<String> open = new ArrayList<>();
    for (JsonNode session : simulator.sessions()) {
      if (session.path("open").asBoolean() && session.path("in_meeting").asBoolean()) {
        open.add(session.path("id").asText());
      }
    }
    for (int i = 0; i < Math.min(LOST_AT_ONCE, open.size()); i++) {
      String id = open.remove(random.nextInt(open.size()));
      simulator.act("lose", object().put("session", id).put("status", status));
    }
  }

  private static ObjectNode object() {
    return HttpJson.JSON.createObjectNode();
  }
}
