package ai.joinly.manager.llm.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Schemas of tool servers, and the one form in which every provider gets them. */
class SchemaNormalizerTest {
  private static final JsonMapper JSON = new JsonMapper();

  private static JsonNode read(String json) throws Exception {
    return JSON.readTree(json.replace('\'', '"'));
  }

  private static String one(String property) {
    return "{'type':'object','properties':{'p':" + property + "}}";
  }

  /** What becomes of the only property. */
  static Stream<Arguments> properties() {
    return Stream.of(
        Arguments.of("plain", "{'type':'string'}", "{'type':'string'}"),
        Arguments.of("true", "true", "{}"),
        Arguments.of("false", "false", "{}"),
        Arguments.of("text in place of a schema", "'string'", "{}"),
        Arguments.of("anything", "{}", "{}"),
        Arguments.of(
            "array without items",
            "{'type':'array'}",
            "{'type':'array','items':{'type':'string'}}"),
        Arguments.of(
            "array of anything",
            "{'type':'array','items':{}}",
            "{'type':'array','items':{'type':'string'}}"),
        Arguments.of(
            "array of true",
            "{'type':'array','items':true}",
            "{'type':'array','items':{'type':'string'}}"),
        Arguments.of(
            "array of arrays without items",
            "{'type':'array','items':{'type':'array'}}",
            "{'type':'array','items':{'type':'array','items':{'type':'string'}}}"),
        Arguments.of(
            "tuple",
            "{'type':'array','items':[{'type':'number'},{'type':'number'}]}",
            "{'type':'array','items':{'type':'number'}}"),
        Arguments.of(
            "tuple of the newer draft",
            "{'type':'array','prefixItems':[{'type':'number'}],'items':false}",
            "{'type':'array','items':{'type':'number'}}"),
        Arguments.of(
            "array or null",
            "{'type':['array','null']}",
            "{'type':'array','items':{'type':'string'}}"),
        Arguments.of("text or null", "{'type':['string','null']}", "{'type':'string'}"),
        Arguments.of(
            "two types",
            "{'type':['string','integer'],'description':'Id.'}",
            "{'description':'Id.','anyOf':[{'type':'string'},{'type':'integer'}]}"),
        Arguments.of("empty types", "{'type':[]}", "{}"),
        Arguments.of("only null", "{'type':'null'}", "{}"),
        Arguments.of("nullable", "{'type':'integer','nullable':true}", "{'type':'integer'}"),
        Arguments.of("unknown type", "{'type':'any'}", "{}"),
        Arguments.of("short type", "{'type':'int'}", "{'type':'integer'}"),
        Arguments.of("type in capitals", "{'type':'STRING'}", "{'type':'string'}"),
        Arguments.of("empty enum", "{'type':'string','enum':[]}", "{'type':'string'}"),
        Arguments.of("no array as enum", "{'type':'string','enum':'a'}", "{'type':'string'}"),
        Arguments.of(
            "enum with null and empty text",
            "{'type':['string','null'],'enum':['a','',null,'a','b']}",
            "{'type':'string','enum':['a','b']}"),
        Arguments.of(
            "enum without a type", "{'enum':['a','b']}", "{'type':'string','enum':['a','b']}"),
        Arguments.of(
            "enum of numbers",
            "{'type':'integer','enum':[1,2]}",
            "{'description':'One of: 1, 2.','type':'integer'}"),
        Arguments.of(
            "enum of numbers without a type",
            "{'enum':[1,2.5]}",
            "{'description':'One of: 1, 2.5.','type':'number'}"),
        Arguments.of("const", "{'const':'a'}", "{'type':'string','enum':['a']}"),
        Arguments.of(
            "const that is a number",
            "{'type':'integer','const':5}",
            "{'description':'const: 5.','type':'integer'}"),
        Arguments.of(
            "optional",
            "{'anyOf':[{'type':'integer','minimum':0},{'type':'null'}],'description':'Minutes.'}",
            "{'description':'Minutes.','type':'integer','minimum':0}"),
        Arguments.of(
            "one of",
            "{'oneOf':[{'type':'string'},{'type':'array'}]}",
            "{'anyOf':[{'type':'string'},{'type':'array','items':{'type':'string'}}]}"),
        Arguments.of(
            "the same twice",
            "{'anyOf':[{'type':'string'},{'type':'string'}]}",
            "{'type':'string'}"),
        Arguments.of("any of nothing", "{'anyOf':[]}", "{}"),
        Arguments.of("any of true", "{'anyOf':[true,{}]}", "{}"),
        Arguments.of(
            "all of",
            "{'allOf':[{'type':'object','properties':{'a':{'type':'string'}},'required':['a']},"
                + "{'properties':{'b':{'type':'string'}},'required':['b']}]}",
            "{'type':'object','properties':{'a':{'type':'string'},'b':{'type':'string'}},"
                + "'required':['a','b']}"),
        Arguments.of(
            "one or the other required",
            "{'type':'object','properties':{'a':{'type':'string'},'b':{'type':'string'}},"
                + "'anyOf':[{'required':['a']},{'required':['b']}]}",
            "{'type':'object','properties':{'a':{'type':'string'},'b':{'type':'string'}}}"),
        Arguments.of(
            "objects of two forms",
            "{'anyOf':[{'type':'object','properties':{'a':{'type':'string'}}},"
                + "{'type':'object','properties':{'b':{'type':'string'}}}]}",
            "{'anyOf':[{'type':'object','properties':{'a':{'type':'string'}}},"
                + "{'type':'object','properties':{'b':{'type':'string'}}}]}"),
        Arguments.of(
            "object without a type",
            "{'properties':{'a':{'type':'string'}}}",
            "{'type':'object','properties':{'a':{'type':'string'}}}"),
        Arguments.of(
            "array without a type",
            "{'items':{'type':'integer'}}",
            "{'type':'array','items':{'type':'integer'}}"),
        Arguments.of(
            "map",
            "{'type':'object','additionalProperties':{'type':'number'}}",
            "{'description':'Any names, each with a value of type number.','type':'object'}"),
        Arguments.of(
            "properties as an array", "{'type':'object','properties':[]}", "{'type':'object'}"),
        Arguments.of(
            "required as a flag", "{'type':'string','required':true}", "{'type':'string'}"),
        Arguments.of(
            "keywords that some server refuses",
            "{'type':'string','$schema':'x','$id':'y','format':'date','pattern':'^a$',"
                + "'minLength':1,'examples':['a'],'title':'P','readOnly':true,'x-own':1,"
                + "'if':{},'not':{},'default':'a'}",
            "{'description':'default: a. format: date. pattern: ^a$. minLength: 1.',"
                + "'type':'string'}"),
        Arguments.of(
            "exclusive limits",
            "{'type':'number','exclusiveMinimum':0,'maximum':9,'minimum':'1'}",
            "{'description':'exclusiveMinimum: 0.','type':'number','maximum':9}"),
        Arguments.of(
            "limits of an array",
            "{'type':'array','items':{'type':'string'},'minItems':1,'uniqueItems':true}",
            "{'description':'uniqueItems: true.','type':'array','items':{'type':'string'},"
                + "'minItems':1}"),
        Arguments.of("a reference to nowhere", "{'$ref':'#/$defs/Gone'}", "{}"),
        Arguments.of(
            "a reference to another document", "{'$ref':'https://a.example/s.json'}", "{}"),
        Arguments.of("a reference to itself", "{'$ref':'#/properties/p'}", "{}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("properties")
  void everyPropertyHasOneFormForAllProviders(String name, String property, String normal)
      throws Exception {
    JsonNode root = SchemaNormalizer.normalize(one(property).replace('\'', '"')).root();
    assertEquals(read(one(normal)), root);
  }

  /** What becomes of the root. */
  static Stream<Arguments> roots() {
    return Stream.of(
        Arguments.of("empty", "{}", "{'type':'object','properties':{}}"),
        Arguments.of("true", "true", "{'type':'object','properties':{}}"),
        Arguments.of("no JSON", "{", "{'type':'object','properties':{}}"),
        Arguments.of("nothing", "", "{'type':'object','properties':{}}"),
        Arguments.of("array", "{'type':'array','items':{}}", "{'type':'object','properties':{}}"),
        Arguments.of("no properties", "{'type':'object'}", "{'type':'object','properties':{}}"),
        Arguments.of(
            "ghost",
            "{'type':'object','properties':{'a':{'type':'string'}},'required':['ghost','a','a']}",
            "{'type':'object','properties':{'a':{'type':'string'}},'required':['a']}"),
        Arguments.of(
            "only ghosts",
            "{'type':'object','properties':{},'required':['ghost']}",
            "{'type':'object','properties':{}}"),
        Arguments.of(
            "any of",
            "{'anyOf':[{'type':'object','properties':{'a':{'type':'string'},'k':{'const':'x'}},"
                + "'required':['a','k']},{'type':'object','properties':{'b':{'type':'string'},"
                + "'k':{'const':'y'}},'required':['b','k']}]}",
            "{'type':'object','properties':{'a':{'type':'string'},"
                + "'k':{'type':'string','enum':['x','y']},'b':{'type':'string'}},'required':['k']}"),
        Arguments.of(
            "one of beside properties",
            "{'type':'object','properties':{'a':{'type':'string'}},'required':['a'],"
                + "'oneOf':[{'properties':{'b':{'type':'string'}}},{'required':['c']}]}",
            "{'type':'object','properties':{'a':{'type':'string'},'b':{'type':'string'}},"
                + "'required':['a']}"),
        Arguments.of(
            "all of with a reference",
            "{'allOf':[{'$ref':'#/$defs/A'},{'required':['a']}],"
                + "'$defs':{'A':{'type':'object','properties':{'a':{'type':'string'}}}}}",
            "{'type':'object','properties':{'a':{'type':'string'}},'required':['a']}"),
        Arguments.of(
            "reference as the root",
            "{'$ref':'#/definitions/A','definitions':{'A':{'type':'object','properties':"
                + "{'a':{'$ref':'#/definitions/B~1c'}}},'B/c':{'type':'integer'}}}",
            "{'type':'object','properties':{'a':{'type':'integer'}}}"),
        Arguments.of(
            "description beside a reference",
            "{'properties':{'a':{'$ref':'#/$defs/A','description':'Own.'}},"
                + "'$defs':{'A':{'type':'string','description':'Of all.'}}}",
            "{'type':'object','properties':{'a':{'description':'Own.','type':'string'}}}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("roots")
  void theRootIsAnObject(String name, String schema, String normal) throws Exception {
    assertEquals(read(normal), SchemaNormalizer.normalize(schema.replace('\'', '"')).root());
  }

  @Test
  void aTreeThatHoldsItselfIsCut() throws Exception {
    String tree =
        "{'type':'object','properties':{'node':{'$ref':'#/$defs/Node'}},'$defs':{'Node':{'type':"
            + "'object','properties':{'name':{'type':'string'},'children':{'type':'array','items':"
            + "{'$ref':'#/$defs/Node'}},'left':{'$ref':'#/$defs/Node'}}}}}";
    String text = SchemaNormalizer.normalize(tree.replace('\'', '"')).root().toString();
    assertFalse(text.contains("$ref"), text);
    assertTrue(text.length() < 40_000, () -> "length " + text.length());
  }

  @Test
  void whatIsTooLargeIsCut() {
    StringBuilder wide = new StringBuilder("{\"type\":\"object\",\"properties\":{");
    for (int i = 0; i < 2_000; i++) {
      wide.append(i == 0 ? "" : ",").append("\"p").append(i).append("\":{\"type\":\"string\"}");
    }
    wide.append("},\"required\":[\"p0\",\"p1999\"]}");
    JsonNode root = SchemaNormalizer.normalize(wide.toString()).root();
    assertTrue(root.path("properties").size() <= SchemaNormalizer.MAX_PARTS + 1);
    assertEquals(1, root.path("required").size());

    String deep = "{\"properties\":{\"a\":".repeat(100) + "{}" + "}}".repeat(100);
    assertTrue(SchemaNormalizer.normalize(deep).root().toString().length() < 1_000);

    String long1 = one("{'type':'string','description':'" + "x".repeat(5_000) + "'}");
    String description =
        SchemaNormalizer.normalize(long1.replace('\'', '"'))
            .root()
            .at("/properties/p/description")
            .asText();
    assertEquals(SchemaNormalizer.MAX_DESCRIPTION, description.length());

    String huge = one("{'type':'string','description':'" + "x".repeat(300_000) + "'}");
    assertTrue(
        SchemaNormalizer.normalize(huge.replace('\'', '"')).root().path("properties").isEmpty());
  }

  @Test
  void propertiesAreRenamedAtEveryDepth() throws Exception {
    NormalSchema schema =
        SchemaNormalizer.normalize(
            "{'type':'object','properties':{'$filter':{'type':'string'},'filter[id]':{'type':'object',"
                    .replace('\'', '"')
                + "'properties':{'a b':{'type':'string'},'ok-1.x':{'type':'string'}},'required':['a b']}},'required':['$filter']}"
                    .replace('\'', '"'));
    assertEquals(Set.of("$filter", "filter[id]", "a b"), Set.copyOf(schema.renamed().values()));
    schema
        .renamed()
        .keySet()
        .forEach(name -> assertTrue(name.matches("[a-zA-Z0-9_.-]{1,64}"), name));
    String text = schema.root().toString();
    assertFalse(text.contains("$filter") || text.contains("filter[id]") || text.contains("a b"));
    assertTrue(schema.root().path("required").path(0).asText().contains("filter"));
  }

  @Test
  void whatMayBeNullNeedNotBeThere() throws Exception {
    NormalSchema schema =
        SchemaNormalizer.normalize(
            """
            {"type":"object",
             "properties":{"a":{"type":["string","null"]},"b":{"type":"string"},
                           "c":{"anyOf":[{"type":"integer"},{"type":"null"}]}},
             "required":["a","b","c"]}
            """);
    assertEquals(read("['b']"), schema.root().path("required"));
    assertEquals(Set.of("a", "c"), schema.nullable());
    assertEquals(Map.of(), schema.renamed());
  }

  /** Of a tool server: a few hundred characters whose parts refer to all of it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'object','allOf':[%1$s],'properties':{%2$s}}",
        "{'type':'object','properties':{%2$s},'anyOf':[%1$s],'allOf':[%1$s]}",
        "{'type':'object','allOf':[%1$s],'required':[%3$s],'properties':{%2$s}}",
        "{'type':'object','allOf':[%1$s],'properties':{'v':{'enum':[%3$s]},%2$s}}",
        "{'type':'object','properties':{'v':{'type':[%3$s],%4$s},%5$s}}"
      })
  void aSchemaThatRefersToAllOfItIsNormalizedInTime(String form) {
    String schema =
        form.formatted(
                repeated("{'$ref':'#'}", 250),
                repeated("'p%d':{'$ref':'#'}", 150),
                repeated("'n%d'", 500),
                repeated("'k%d':1", 400),
                repeated("'q%d':{'$ref':'#/properties/v'}", 100))
            .replace('\'', '"');
    NormalSchema normal =
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> SchemaNormalizer.normalize(schema));
    assertTrue(normal.root().path("properties").size() > 50, () -> normal.root().toString());
  }

  private static String repeated(String form, int times) {
    return IntStream.range(0, times).mapToObj(form::formatted).collect(Collectors.joining(","));
  }
}
