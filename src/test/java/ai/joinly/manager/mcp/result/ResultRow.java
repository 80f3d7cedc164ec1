package ai.joinly.manager.mcp.result;

import ai.joinly.manager.domain.meeting.Image;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import java.util.List;
import java.util.stream.Stream;

/**
 * A result of {@code tools/call} and what is to be made of it, for joinly and further servers.
 *
 * @param name of the kind
 * @param result as the server sends it
 */
public record ResultRow(String name, String result, ToolOutcome outcome) {
  /** A PNG of which there is little more than the signature. */
  public static final String PNG = "iVBORw0KGgo=";

  @Override
  public String toString() {
    return name;
  }

  private static ResultRow text(String name, String result, String text) {
    return new ResultRow(name, result, ToolOutcome.done(text));
  }

  private static ResultRow error(String name, String result, String text) {
    return new ResultRow(name, result, ToolOutcome.failed(text));
  }

  private static ResultRow image(String name, String result, String type) {
    return image(name, result, "", PNG, type);
  }

  private static ResultRow image(
      String name, String result, String text, String data, String type) {
    return new ResultRow(
        name, result, new ToolOutcome(text, Status.DONE, List.of(new Image(data, type))));
  }

  private static String parts(String... parts) {
    return "{\"content\":[" + String.join(",", parts) + "]}";
  }

  public static Stream<ResultRow> all() {
    return Stream.of(texts(), images(), others(), resources(), structured(), forms())
        .flatMap(rows -> rows);
  }

  private static Stream<ResultRow> texts() {
    return Stream.of(
        text(
            "text",
            parts("{\"type\":\"text\",\"text\":\"a\"}", "{\"type\":\"text\",\"text\":\"b\"}"),
            "a\nb"),
        text(
            "text with annotations",
            parts("{\"type\":\"text\",\"text\":\"a\",\"annotations\":{\"audience\":[\"user\"]}}"),
            "a"),
        text("text without a type", parts("{\"text\":\"a\"}"), "a"),
        text("text in capitals", parts("{\"type\":\"Text\",\"text\":\"a\"}"), "a"),
        text("text that is a number", parts("{\"type\":\"text\",\"text\":42}"), "42"),
        text("text that is JSON", parts("{\"type\":\"text\",\"text\":{\"a\":1}}"), "{\"a\":1}"),
        text("text that is missing", parts("{\"type\":\"text\"}"), ""),
        text("parts that are strings", parts("\"a\"", "\"b\""), "a\nb"));
  }

  private static Stream<ResultRow> images() {
    return Stream.of(
        image(
            "image",
            parts("{\"type\":\"image\",\"data\":\"aGk=\",\"mimeType\":\"image/jpeg\"}"),
            "",
            "aGk=",
            "image/jpeg"),
        image(
            "image of another type than it says",
            parts("{\"type\":\"image\",\"data\":\"iVBORw0KGgo=\",\"mimeType\":\"image/jpeg\"}"),
            "image/png"),
        image(
            "image without a type",
            parts("{\"type\":\"image\",\"data\":\"iVBORw0KGgo=\"}"),
            "image/png"),
        image(
            "image/jpg",
            parts("{\"type\":\"image\",\"data\":\"aGk=\",\"mimeType\":\"image/jpg\"}"),
            "",
            "aGk=",
            "image/jpeg"),
        image(
            "image with line breaks",
            parts(
                "{\"type\":\"image\",\"data\":\"iVBO\\r"
                    + "\\n"
                    + "Rw0K\\n"
                    + "Ggo=\\n"
                    + "\",\"mimeType\":\"image/png\"}"),
            "image/png"),
        image(
            "image as a data URI",
            parts("{\"type\":\"image\",\"data\":\"data:image/png;base64,iVBORw0KGgo=\"}"),
            "image/png"),
        image(
            "image as base64url without padding",
            parts("{\"type\":\"image\",\"data\":\"_-__aGk\",\"mimeType\":\"image/webp\"}"),
            "",
            "/+//aGk=",
            "image/webp"),
        text(
            "image that is not base64",
            parts("{\"type\":\"image\",\"data\":\"%%%\",\"mimeType\":\"image/png\"}"),
            "[image, image/png: its data cannot be read]"),
        text(
            "image without data",
            parts("{\"type\":\"image\",\"mimeType\":\"image/png\"}"),
            "[image, image/png: its data cannot be read]"),
        text(
            "image/svg+xml",
            parts("{\"type\":\"image\",\"data\":\"PHN2Zy8+\",\"mimeType\":\"image/svg+xml\"}"),
            "[image, image/svg+xml, 6 bytes: cannot be passed on]"),
        text(
            "image/heic",
            parts("{\"type\":\"image\",\"data\":\"aGk=\",\"mimeType\":\"image/heic\"}"),
            "[image, image/heic, 2 bytes: cannot be passed on]"));
  }

  private static Stream<ResultRow> others() {
    return Stream.of(
        text(
            "audio",
            parts(
                "{\"type\":\"audio\",\"data\":\"%s\",\"mimeType\":\"audio/wav\"}"
                    .formatted("AAAA".repeat(4_000))),
            "[audio, audio/wav, 12 kB: cannot be passed on]"),
        text(
            "unknown content",
            parts("{\"type\":\"video\",\"url\":\"x\"}", "{\"type\":\"text\",\"text\":\"a\"}"),
            "[video content: cannot be passed on]\na"),
        text("content without anything", parts("{}"), "[unknown content: cannot be passed on]"));
  }

  private static Stream<ResultRow> resources() {
    return Stream.of(
        text(
            "embedded text",
            parts(
                """
                {"type":"resource","resource":{"uri":"repo://a/README","mimeType":"text/plain",\
                "text":"BODY-42"}}\
                """),
            "[resource repo://a/README: text/plain]\nBODY-42"),
        image(
            "embedded image",
            parts(
                """
                {"type":"resource","resource":{"uri":"repo://a/logo","mimeType":"image/png",\
                "blob":"iVBORw0KGgo="}}\
                """),
            "image/png"),
        text(
            "embedded text as a blob",
            parts(
                """
                {"type":"resource","resource":{"uri":"repo://a/x.csv","mimeType":"text/csv",\
                "blob":"YSxi"}}\
                """),
            "[resource repo://a/x.csv: text/csv]\na,b"),
        text(
            "other blob",
            parts(
                """
                {"type":"resource","resource":{"uri":"repo://a/x.pdf","mimeType":"application/pdf",\
                "blob":"YSxi"}}\
                """),
            "[resource repo://a/x.pdf: application/pdf, 3 bytes: cannot be passed on]"),
        text(
            "embedded with neither",
            parts("{\"type\":\"resource\",\"resource\":{\"uri\":\"repo://a\"}}"),
            "[resource repo://a]"),
        text(
            "resource_link",
            parts(
                """
                {"type":"resource_link","uri":"file:///a.pdf","name":"a.pdf",\
                "description":"The\\noffer","mimeType":"application/pdf"}\
                """),
            "[resource file:///a.pdf: a.pdf, The offer, application/pdf]"));
  }

  private static Stream<ResultRow> structured() {
    return Stream.of(
        text(
            "structured content only",
            "{\"content\":[],\"structuredContent\":{\"total\":42}}",
            "{\"total\":42}"),
        text(
            "structured content without content",
            "{\"structuredContent\":{\"total\":42}}",
            "{\"total\":42}"),
        text(
            "structured content and blank text",
            """
            {"content":[{"type":"text","text":" "}],"structuredContent":{"total":42}}\
            """,
            "{\"total\":42}"),
        text(
            "structured content and text",
            """
            {"content":[{"type":"text","text":"42"}],"structuredContent":{"total":42}}\
            """,
            "42"),
        text(
            "not a number",
            "{\"content\":[],\"structuredContent\":{\"mean\":NaN,\"max\":-Infinity}}",
            "{\"mean\":null,\"max\":null}"),
        error(
            "failure in structured content",
            "{\"content\":[],\"structuredContent\":{\"why\":\"No.\"},\"isError\":true}",
            "{\"why\":\"No.\"}"));
  }

  private static Stream<ResultRow> forms() {
    return Stream.of(
        text("content as a string", "{\"content\":\"a\"}", "a"),
        text("content as one object", "{\"content\":{\"type\":\"text\",\"text\":\"a\"}}", "a"),
        text("content of null", "{\"content\":null}", ""),
        text("no content", "{}", ""),
        text("result as a string", "\"a\"", "a"),
        text("result as a list", "[{\"type\":\"text\",\"text\":\"a\"}]", "a"),
        text("result of null", "null", ""),
        text("toolResult of 2024-10-07", "{\"toolResult\":{\"a\":1}}", "{\"a\":1}"),
        error("isError as text", "{\"content\":\"No.\",\"isError\":\"True\"}", "No."),
        error("isError as a number", "{\"content\":\"No.\",\"isError\":1}", "No."),
        text("isError of 0", "{\"content\":\"a\",\"isError\":0}", "a"),
        text("isError of false as text", "{\"content\":\"a\",\"isError\":\"false\"}", "a"));
  }
}
