package ai.joinly.manager.process;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * Version of the running manager.
 *
 * @param name of the product
 * @param version of the jar; {@link #NOT_PACKAGED} if the classes are not in a jar
 * @param java the version of the Java runtime
 * @param revision the commit, if the build was given one
 */
public record BuildInfo(String name, String version, String java, Optional<String> revision) {
  /** Version if the classes are not in a jar. */
  public static final String NOT_PACKAGED = "(not packaged)";

  /** URL of the documentation. */
  public static final String DOCS = "https://github.com/joinly-ai/joinly-manager#readme";

  private static final String NAME = "Joinly Manager";
  private static final String REVISION = "Build-Revision";

  public BuildInfo {
    if (name.isBlank() || version.isBlank() || java.isBlank()) {
      throw new IllegalArgumentException("name, version and java must not be blank");
    }
  }

  /** Lazy holder, as reading the version opens the jar. */
  private static final class Holder {
    static final BuildInfo CURRENT =
        new BuildInfo(
            NAME,
            Optional.ofNullable(BuildInfo.class.getPackage().getImplementationVersion())
                .orElse(NOT_PACKAGED),
            Runtime.version().toString(),
            ownJar().flatMap(BuildInfo::revisionIn));
  }

  /** Returns the version of this process, which is constant. */
  public static BuildInfo current() {
    return Holder.CURRENT;
  }

  /** Returns the revision in the manifest of a jar; empty if there is none or it cannot be read. */
  static Optional<String> revisionIn(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      return Optional.ofNullable(file.getManifest())
          .map(Manifest::getMainAttributes)
          .map(attributes -> attributes.getValue(REVISION))
          .map(String::strip)
          .filter(revision -> !revision.isEmpty());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<Path> ownJar() {
    return jar(
        Optional.ofNullable(BuildInfo.class.getProtectionDomain().getCodeSource())
            .map(CodeSource::getLocation),
        System.getProperty("java.class.path", ""));
  }

  /**
   * Returns the jar that the classes come from.
   *
   * @param location of the classes; empty if they come from an AOT cache
   * @param classPath the class path, whose first entry is the fallback
   */
  static Optional<Path> jar(Optional<URL> location, String classPath) {
    try {
      Path path =
          location.isPresent() ? Path.of(location.get().toURI()) : Path.of(first(classPath));
      return Optional.of(path).filter(Files::isRegularFile);
    } catch (URISyntaxException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String first(String classPath) {
    int end = classPath.indexOf(File.pathSeparatorChar);
    return end < 0 ? classPath : classPath.substring(0, end);
  }
}
