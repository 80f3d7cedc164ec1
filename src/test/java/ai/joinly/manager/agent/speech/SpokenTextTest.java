package ai.joinly.manager.agent.speech;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What is written, and what a voice says of it. */
class SpokenTextTest {
  private static final String[][] ROWS = {
    // Markdown
    {"**Sure** 😀\n- one\n- `two`\nSee [docs](https://a.example/c)", "Sure. one. two. See docs"},
    {"It is four o'clock.", "It is four o'clock."},
    {"**Bold**, *italic*, __bold__, _italic_, ***both***", "Bold, italic, bold, italic, both"},
    {"~~No~~ yes", "No yes"},
    {"**Not closed", "Not closed"},
    {"This is **un**usual and im*port*ant", "This is unusual and important"},
    {"*smiles* Hello (laughs)", "smiles Hello (laughs)"},
    {"# Agenda\n\nFirst the budget", "Agenda. First the budget"},
    {"## Two ##\n###Three\nText", "Two. Three. Text"},
    {"Title\n=====\nBody\n---\n***\nEnd", "Title. Body. End"},
    {"Costs:\n* rent,\n* food;\n+ other\n• last", "Costs: rent, food; other. last"},
    {"- [ ] open\n- [x] done", "open. done"},
    {"1. First\n2. Second\n10. Tenth", "First. Second. 10. Tenth"},
    {"1) eins\n   1. tief\n   2. tiefer\n2) zwei", "eins. tief. tiefer. zwei"},
    {"> Quoted\n>> twice\nmine", "Quoted. twice. mine"},
    {"|Who|What|\n|---|:-:|\n|Ada|plan|\n|Bob|a<br>b|", "Who, What. Ada, plan. Bob, a b"},
    {"Name | Sum\n--- | ---\nAda | 5\n\nDone | really", "Name, Sum. Ada, 5. Done | really"},
    {"+-----+-----+\n| a   | b   |\n+-----+-----+", "a, b"},
    {"Run:\n```bash\nnpm install\n```\nthen wait", "Run: npm install. then wait"},
    {"Look:\n```java\nint a;\nint b;\n```\nThat is all.", "Look: That is all."},
    {"```\nHello there\nSecond line\n```", "Hello there. Second line"},
    {"```text\nOne\nTwo\n```\nThree", "One. Two. Three"},
    {"Use `git push` or ``a`b``, ```now```", "Use git push or ab, now"},
    {"    four blanks are no code", "four blanks are no code"},
    {"![a chart](https://x.example/c.png) shows it", "a chart shows it"},
    {"[![logo](a.png)](https://x.example) Hi", "logo Hi"},
    {"See [the plan][1] and [it]\n\n[1]: https://x.example\n[it]: /y", "See the plan and it"},
    {"True[^1].\n\n[^1]: By Ada", "True. By Ada"},
    {"[Anna]: hello", "[Anna]: hello"},
    {"[Anna](she is late) and a[0](x)", "[Anna](she is late) and a[0](x)"},
    {"Escaped \\*stars\\* and 5 \\* 3", "Escaped stars and 5 * 3"},
    // Addresses
    {"Go to https://www.example.com/a/b?x=1.", "Go to example.com."},
    {"(see http://user:pw@host.example:8080/x_(y))", "(see host.example)"},
    {"www.Example.org, [https://a.example/b](https://a.example/b)", "example.org, a.example"},
    {"<https://a.example/x> or <ada@x.example>", "a.example or ada@x.example"},
    {
      "Write to ada_l@x.example or mailto:bob@x.example",
      "Write to ada_l@x.example or bob@x.example"
    },
    {"**https://a.example/c**", "a.example"},
    {"看https://a.example/路径，谢谢", "看a.example路径，谢谢"},
    {"https://xn--mller-kva.example/", "müller.example"},
    // Tags, entities, reasoning
    {"<think>They want the time.</think>It is four.", "It is four."},
    {"One<br>two<br/>three <b>four</b>", "One. two. three four"},
    {"<speak>Hi <break time=\"1s\"/>there</speak>", "Hi there"},
    {"<answer>Yes</answer><|im_end|>", "Yes"},
    {"List<String> and a < b > c, x <= 3", "List<String> and a < b > c, x <= 3"},
    {"Tom &amp; Jerry &#8211; &lt;3 &unknown; AT&T", "Tom & Jerry – <3 &unknown; AT&T"},
    {"It rains【4:0†source】. <!-- not said -->Really", "It rains. Really"},
    // Numbers and symbols
    {"2*3*4 = 24, a*b, 2**8, x**2, 5 * 3", "2*3*4 = 24, a*b, 2**8, x**2, 5 * 3"},
    {"snake_case and __init__", "snake_case and init"},
    {"3. Mai ist frei", "3. Mai ist frei"},
    {"1986. A great year\n1987. Another", "1986. A great year. 1987. Another"},
    {"#1 in C# and #tag", "#1 in C# and #tag"},
    {
      "12 345 678,90 € or $5 and $6, 7 % of §3, 20°C, ½, +49 30 1234567",
      "12 345 678,90 € or $5 and $6, 7 % of §3, 20°C, ½, +49 30 1234567"
    },
    {"-5 degrees\n> 5 is more\n~5", "-5 degrees. > 5 is more. ~5"},
    {"Joinly™ © 2025 → 100\u00A0000", "Joinly™ © 2025 → 100\u00A0000"},
    {"So $x^2$ and \\(y\\) and $$\\alpha$$", "So x^2 and y and alpha"},
    {"Wait!!!!!!! What?????", "Wait!!! What???"},
    {"Contents ............ 5", "Contents ... 5"},
    // Emoji and characters
    {"Great 👍🏽 work ✅. Done 🎉", "Great work. Done"},
    {"👩‍👩‍👧‍👦 🇩🇪 1️⃣ ☎️ ❤ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 (😀) a😀b", "1 a b"},
    {"😀🎉", ""},
    {"**", ""},
    {"...\n---\n", ""},
    {"", ""},
    {"so\u00ADft\u200B \uFEFF\u0007hyphen\u202E\uD800", "soft hyphen"},
    {"a\r\nb\rc\u2028d\te", "a. b. c. d e"},
    {"𝐁𝐨𝐥𝐝 𝟓", "Bold 5"},
    {"He said:\n\"Yes.\"\n(no)\nend –\nof it", "He said: \"Yes.\" (no). end – of it"},
    // Scripts
    {
      "**مرحبا** بالجميع\n- البند الأول\n- هل هذا صحيح؟\nنعم",
      "مرحبا بالجميع. البند الأول. هل هذا صحيح؟ نعم"
    },
    {"\u200Fשלום **עולם**\u200E\nעוד", "שלום עולם. עוד"},
    {"می\u200Cخواهم\u200C بروم", "می\u200Cخواهم بروم"},
    {"**重要。**です\n- 一つ\n- 二つ", "重要。です。一つ。二つ"},
    {"1、苹果\n2、香蕉！\n好的😀我们", "苹果。香蕉！好的 我们"},
    {"이것은 **중요**합니다\n끝", "이것은 중요합니다. 끝"},
    {"नमस्ते **दुनिया**।\nठीक है", "नमस्ते दुनिया। ठीक है"},
    {"Привет, *мир*\nда", "Привет, мир. да"},
    {"C'est vrai !\nNon", "C'est vrai ! Non"},
  };

  @TestFactory
  Stream<DynamicTest> whatIsSaidOfAText() {
    return Stream.of(ROWS)
        .map(
            row ->
                DynamicTest.dynamicTest(
                    "<" + row[0] + ">", () -> assertEquals(row[1], SpokenText.of(row[0]))));
  }

  @TestFactory
  Stream<DynamicTest> whatWasCleanedStaysAsItIs() {
    return Stream.of(ROWS)
        .map(
            row ->
                DynamicTest.dynamicTest(
                    "<" + row[1] + ">", () -> assertEquals(row[1], SpokenText.of(row[1]))));
  }
}
