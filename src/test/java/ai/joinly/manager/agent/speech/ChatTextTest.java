package ai.joinly.manager.agent.speech;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What is written, and what a meeting's chat shows of it. */
class ChatTextTest {
  private static final String[][] ROWS = {
    {
      "**Sure** 😀\n- one\n- `two`\nSee [docs](https://a.example/c)",
      "Sure 😀\n- one\n- two\nSee docs (https://a.example/c)"
    },
    {"At  https://x.test/plan", "At  https://x.test/plan"},
    {"https://x.test/a_b_/*c*/?q=~~1", "https://x.test/a_b_/*c*/?q=~~1"},
    {"**https://x.test/a_b** _now_", "https://x.test/a_b now"},
    {
      "[https://x.test/](https://x.test/), [](https://y.test/z)",
      "https://x.test/, https://y.test/z"
    },
    {"[x.test](https://x.test) <https://z.test/_a_b>", "https://x.test https://z.test/_a_b"},
    {"![chart](https://x.test/c.png)", "chart (https://x.test/c.png)"},
    {"See [the plan][1]\n\n[1]: https://x.test/p_q_r", "See the plan\n\n1: https://x.test/p_q_r"},
    {"# Agenda\n\n\n\n1. **First**\n2. Second", "Agenda\n\n1. First\n2. Second"},
    {"* one\n  * two\n+ [ ] three", "- one\n  - two\n- three"},
    {"|Who|What|\n|---|---|\n|Ada|_plan_|", "Who | What\nAda | plan"},
    {"Run\n```bash\nls -la *_x_*\n```", "Run\nls -la *_x_*"},
    {"> quoted\nA<br>B &amp; C", "> quoted\nA\nB & C"},
    {"<think>Hm.</think>Done", "Done"},
    {"👩‍👩‍👧‍👦 1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿\u202E\u0007", "👩‍👩‍👧‍👦 1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿"},
    {"👍", "👍"},
    {"2*3*4 and snake_case", "2*3*4 and snake_case"},
    {"**مرحبا** بالجميع", "مرحبا بالجميع"},
    {"**重要。**です", "重要。です"},
    {"<think>only this", ""},
    {"**\n---\n", ""},
  };

  @TestFactory
  Stream<DynamicTest> whatIsWrittenOfAText() {
    return Stream.of(ROWS)
        .map(
            row ->
                DynamicTest.dynamicTest(
                    "<" + row[0] + ">", () -> assertEquals(row[1], ChatText.of(row[0]))));
  }
}
