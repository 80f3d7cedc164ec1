package ai.joinly.manager;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Pins who may know whom. */
@AnalyzeClasses(
    packages = "ai.joinly.manager",
    importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
  private static final String ROOT = "ai.joinly.manager";

  @ArchTest
  static final ArchRule modelKnowsOnlyTheJdk =
      classes()
          .that()
          .resideInAPackage(ROOT + ".model")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", ROOT + ".model", ROOT + ".net");

  @ArchTest
  static final ArchRule noCircles =
      slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true);

  @ArchTest
  static final ArchRule netKnowsOnlyTheJdk =
      classes()
          .that()
          .resideInAPackage(ROOT + ".net")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", ROOT + ".net");

  @ArchTest static final ArchRule jackson = mayOnlyKnow("jackson");
  @ArchTest static final ArchRule http = mayOnlyKnow("http", "net");
  @ArchTest static final ArchRule process = mayOnlyKnow("process");
  @ArchTest static final ArchRule json = mayOnlyKnow("json", "jackson", "model", "event");
  @ArchTest static final ArchRule config = mayOnlyKnow("config", "net", "model");
  @ArchTest static final ArchRule logging = mayOnlyKnow("logging", "jackson", "model", "config");
  @ArchTest static final ArchRule event = mayOnlyKnow("event", "model", "config");

  @ArchTest
  static final ArchRule llm =
      mayOnlyKnow("llm", "net", "jackson", "http", "model", "config", "logging");

  @ArchTest
  static final ArchRule store = mayOnlyKnow("store", "event", "json", "model", "config", "logging");

  @ArchTest
  static final ArchRule mcp =
      mayOnlyKnow("mcp", "net", "jackson", "http", "model", "config", "logging");

  @ArchTest
  static final ArchRule meeting =
      mayOnlyKnow("meeting", "net", "jackson", "mcp", "model", "config", "logging");

  @ArchTest
  static final ArchRule tool =
      mayOnlyKnow("tool", "net", "jackson", "mcp", "model", "config", "logging");

  @ArchTest
  static final ArchRule agent =
      mayOnlyKnow(
          "agent", "net", "jackson", "meeting", "tool", "llm", "store", "event", "json", "model",
          "config", "logging");

  @ArchTest
  static final ArchRule web =
      mayOnlyKnow(
          "web", "agent", "store", "event", "json", "model", "config", "logging", "process");

  @ArchTest
  static final ArchRule metrics =
      mayOnlyKnow(
          "metrics", "web", "agent", "jackson", "meeting", "tool", "mcp", "llm", "store", "event",
          "model", "config", "logging", "process");

  @ArchTest
  static final ArchRule monitoring =
      mayOnlyKnow("monitoring", "net", "llm", "meeting", "store", "model", "logging", "process");

  @ArchTest
  static final ArchRule treesAreWrittenWithSharedBuffers =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT + ".simulator..", ROOT + ".demo..")
          .should()
          .callMethodWhere(
              describe(
                  "toString of a JSON tree",
                  call ->
                      call.getTarget().getName().equals("toString")
                          && call.getTargetOwner().isAssignableTo(JsonNode.class)));

  /** Class names are for those who know the code; a defect is logged with the full name. */
  @ArchTest
  static final ArchRule messagesHoldNoNamesOfClasses =
      noClasses().should().callMethod(Class.class, "getSimpleName");

  @ArchTest static final ArchRule simulatorStandsAlone = mayOnlyKnow("simulator");

  @ArchTest
  static final ArchRule demo = mayOnlyKnow("demo", "simulator", "event", "json", "model", "config");

  @ArchTest
  static final ArchRule onlyWebAndSimulationsServe =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "..")
          .and()
          .resideOutsideOfPackages(ROOT, ROOT + ".web..", ROOT + ".simulator", ROOT + ".demo")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.helidon.webserver..", "io.helidon.websocket..");

  private static ArchRule mayOnlyKnow(String layer, String... others) {
    String[] allowed = new String[others.length + 1];
    allowed[0] = ROOT + "." + layer + "..";
    for (int i = 0; i < others.length; i++) {
      allowed[i + 1] = ROOT + "." + others[i] + "..";
    }
    return noClasses()
        .that()
        .resideInAPackage(ROOT + "." + layer + "..")
        .should()
        .dependOnClassesThat(
            com.tngtech.archunit.base.DescribedPredicate.describe(
                "belong to the manager but not to " + String.join(", ", allowed),
                c ->
                    c.getPackageName().startsWith(ROOT)
                        && java.util.Arrays.stream(allowed)
                            .map(p -> p.substring(0, p.length() - 2))
                            .noneMatch(
                                p ->
                                    c.getPackageName().equals(p)
                                        || c.getPackageName().startsWith(p + "."))))
        .allowEmptyShould(true);
  }
}
