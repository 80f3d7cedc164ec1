package ai.joinly.manager;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Permitted dependencies between packages, and their sizes. */
@AnalyzeClasses(packages = "ai.joinly", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
  private static final String ROOT = "ai.joinly.manager";
  private static final String SIMULATOR = "ai.joinly.simulator..";
  private static final String DEMO = "ai.joinly.demo..";

  @ArchTest
  static final ArchRule domainKnowsOnlyTheJdk =
      classes()
          .that()
          .resideInAPackage(ROOT + ".domain..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", ROOT + ".domain..", ROOT + ".net");

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

  @ArchTest
  static final ArchRule concurrentKnowsOnlyTheJdk =
      classes()
          .that()
          .resideInAPackage(ROOT + ".concurrent")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", ROOT + ".concurrent");

  @ArchTest static final ArchRule jackson = mayOnlyKnow("jackson");
  @ArchTest static final ArchRule http = mayOnlyKnow("http", "net");
  @ArchTest static final ArchRule process = mayOnlyKnow("process");
  @ArchTest static final ArchRule json = mayOnlyKnow("json", "jackson", "domain", "event");
  @ArchTest static final ArchRule config = mayOnlyKnow("config", "net", "domain");
  @ArchTest static final ArchRule logging = mayOnlyKnow("logging", "jackson", "domain", "config");
  @ArchTest static final ArchRule event = mayOnlyKnow("event", "domain", "config");

  @ArchTest
  static final ArchRule llm =
      mayOnlyKnow("llm", "concurrent", "net", "jackson", "http", "domain", "config", "logging");

  @ArchTest
  static final ArchRule store =
      mayOnlyKnow("store", "event", "json", "domain", "config", "logging");

  @ArchTest
  static final ArchRule mcp =
      mayOnlyKnow("mcp", "concurrent", "net", "jackson", "http", "domain", "config", "logging");

  @ArchTest
  static final ArchRule meeting =
      mayOnlyKnow("meeting", "concurrent", "net", "jackson", "mcp", "domain", "config", "logging");

  @ArchTest
  static final ArchRule agenttools =
      mayOnlyKnow(
          "agenttools", "concurrent", "net", "jackson", "mcp", "domain", "config", "logging");

  @ArchTest
  static final ArchRule agent =
      mayOnlyKnow(
          "agent",
          "concurrent",
          "net",
          "jackson",
          "meeting",
          "agenttools",
          "llm",
          "store",
          "event",
          "json",
          "domain",
          "config",
          "logging");

  @ArchTest
  static final ArchRule api =
      mayOnlyKnow(
          "api",
          "concurrent",
          "net",
          "agent",
          "store",
          "event",
          "json",
          "domain",
          "config",
          "logging",
          "process");

  @ArchTest
  static final ArchRule metrics =
      mayOnlyKnow(
          "metrics",
          "api",
          "agent",
          "jackson",
          "meeting",
          "agenttools",
          "mcp",
          "llm",
          "store",
          "event",
          "domain",
          "config",
          "logging",
          "process");

  @ArchTest
  static final ArchRule monitoring =
      mayOnlyKnow("monitoring", "net", "llm", "meeting", "store", "domain", "logging", "process");

  @ArchTest
  static final ArchRule treesAreWrittenWithSharedBuffers =
      noClasses()
          .that()
          .resideOutsideOfPackages(SIMULATOR, DEMO)
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

  @ArchTest
  static final ArchRule simulatorIsIndependent =
      noClasses()
          .that()
          .resideInAPackage(SIMULATOR)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ROOT + "..", DEMO);

  @ArchTest
  static final ArchRule demoKnowsOnlyData =
      noClasses()
          .that()
          .resideInAPackage(DEMO)
          .should()
          .dependOnClassesThat(
              describe(
                  "belong to the manager but hold no data",
                  c ->
                      c.getPackageName().startsWith(ROOT)
                          && Stream.of("event", "json", "domain", "config")
                              .map(p -> ROOT + "." + p)
                              .noneMatch(
                                  p ->
                                      c.getPackageName().equals(p)
                                          || c.getPackageName().startsWith(p + "."))));

  /** The manager starts the demo, and records starts against the simulator. */
  @ArchTest
  static final ArchRule onlyTheRootStartsSimulations =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "..")
          .and()
          .resideOutsideOfPackage(ROOT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SIMULATOR, DEMO);

  /** A package is one topic that a reader can survey. */
  @ArchTest
  static void packagesAreSmall(JavaClasses classes) {
    Map<String, Long> files =
        classes.stream()
            .filter(c -> !c.getName().contains("$"))
            .filter(c -> !c.getSimpleName().equals("package-info"))
            .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
    files.values().removeIf(n -> n <= 25);
    assertEquals(Map.of(), files);
  }

  @ArchTest
  static final ArchRule onlyApiAndSimulationsServe =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "..")
          .and()
          .resideOutsideOfPackages(ROOT, ROOT + ".api..", SIMULATOR, DEMO)
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
