package ai.joinly.manager.process;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * The version of the manager that runs.
 *
 * @param name of the product
 * @param version of the jar; {@link #NOT_PACKAGED} where classes run outside of one
 * @param java the version of the Java runtime
 * @param revision the commit, where the build was given one
 */
public record BuildInfo(String name, String version, String java, Optional<String> revision) {
  /** Stands in the place of a version when the classes are not in a jar. */
  public static final String NOT_PACKAGED = "(not packaged)";

  /** Where the documentation is. */
  public static final String DOCS = "https://github.com/joinly-ai/joinly-manager#readme";

  private static final String NAME = "Joinly Manager";
  private static final String REVISION = "Build-Revision";

  public BuildInfo {
    if (name.isBlank() || version.isBlank() || java.isBlank()) {
      throw new IllegalArgumentException("name, version and java must not be blank");
    }
  }

  /** Read when it is first needed, since it opens the jar. */
  private static final class Holder {
    static final BuildInfo CURRENT =
        new BuildInfo(
            NAME,
            Optional.ofNullable(BuildInfo.class.getPackage().getImplementationVersion())
                .orElse(NOT_PACKAGED),
            Runtime.version().toString(),
            ownJar().flatMap(BuildInfo::revisionIn));
  }

  /** Returns what is known about this process; the same for its whole life. */
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
    try {
      CodeSource source = BuildInfo.class.getProtectionDomain().getCodeSource();
      return source == null
          ? Optional.empty()
          : Optional.of(Path.of(source.getLocation().toURI())).filter(Files::isRegularFile);
    } catch (URISyntaxException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
