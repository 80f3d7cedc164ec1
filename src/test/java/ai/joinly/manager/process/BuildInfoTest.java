package ai.joinly.manager.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildInfoTest {
  @TempDir private Path directory;

  private Path jar(String revision) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Build-Revision", revision);
    Path jar = directory.resolve("some.jar");
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    return jar;
  }

  @Test
  void classesOutsideOfAJarHaveNoVersionAndNoRevision() {
    BuildInfo build = BuildInfo.current();
    assertEquals("Joinly Manager", build.name());
    assertEquals(BuildInfo.NOT_PACKAGED, build.version());
    assertEquals(Runtime.version().toString(), build.java());
    assertEquals(Optional.empty(), build.revision());
  }

  @Test
  void theRevisionStandsInTheManifest() throws Exception {
    assertEquals(Optional.of("0123abcd"), BuildInfo.revisionIn(jar("0123abcd")));
  }

  @Test
  void anEmptyRevisionOrAnUnreadableJarIsNone() throws Exception {
    assertEquals(Optional.empty(), BuildInfo.revisionIn(jar("")));
    Path broken = Files.writeString(directory.resolve("broken.jar"), "no jar");
    assertEquals(Optional.empty(), BuildInfo.revisionIn(broken));
  }

  /** Classes out of an AOT cache do not say where they come from. */
  @Test
  void theFirstOfTheClassPathStandsInForAnUnknownPlace() throws Exception {
    Path jar = jar("0123abcd");
    String classPath = jar + File.pathSeparator + "other.jar";
    assertEquals(Optional.of(jar), BuildInfo.jar(Optional.empty(), classPath));
    assertEquals(Optional.of(jar), BuildInfo.jar(Optional.empty(), jar.toString()));
    assertEquals(Optional.of(jar), BuildInfo.jar(Optional.of(jar.toUri().toURL()), "x.jar"));
    assertEquals(Optional.empty(), BuildInfo.jar(Optional.empty(), directory.toString()));
    assertEquals(Optional.empty(), BuildInfo.jar(Optional.empty(), "\0"));
  }

  @Test
  void blankFactsAreRejected() {
    assertThrows(
        IllegalArgumentException.class, () -> new BuildInfo("a", " ", "25", Optional.empty()));
  }
}
