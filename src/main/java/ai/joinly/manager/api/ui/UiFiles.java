package ai.joinly.manager.api.ui;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/**
 * Files of the dashboard in the jar, compressed once and held in memory. Helidon's static content
 * compresses nothing and may write to a temporary directory, which a read-only container lacks.
 * Immutable.
 */
final class UiFiles {
  /** The library of the pages, from its own jar. */
  static final String LIBRARY = "lib/standalone.module.js";

  private static final String LIBRARY_RESOURCE =
      "/META-INF/resources/_static/htm/3.1.1/preact/standalone.module.js";

  private static final String ROOT = "/ui/";
  private static final String INDEX = "index.html";
  private static final String LIST = "files.txt";
  private static final int FINGERPRINT_BYTES = 8;

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml");

  /** Content of a file, as it is and with gzip. The arrays must not be changed. */
  static final class UiFile {
    private final String type;
    private final byte[] content;
    private final byte[] compressed;

    private UiFile(String type, byte[] content, byte[] compressed) {
      this.type = type;
      this.content = content;
      this.compressed = compressed;
    }

    String type() {
      return type;
    }

    byte[] content() {
      return content;
    }

    byte[] compressed() {
      return compressed;
    }
  }

  /** Lazy holder, as most processes never serve a page. */
  private static final class Holder {
    static final UiFiles FILES = load();
  }

  private final String fingerprint;
  private final UiFile index;
  private final Map<String, UiFile> files;

  private UiFiles(String fingerprint, UiFile index, Map<String, UiFile> files) {
    this.fingerprint = fingerprint;
    this.index = index;
    this.files = files;
  }

  /** Returns the files of this process. */
  static UiFiles get() {
    return Holder.FILES;
  }

  /** Returns a part of the addresses of all files that changes with their content. */
  String fingerprint() {
    return fingerprint;
  }

  /** Returns the page that loads all others. */
  UiFile index() {
    return index;
  }

  Optional<UiFile> file(String path) {
    return Optional.ofNullable(files.get(path));
  }

  /** Returns the compressed size of all that a browser loads. */
  int compressedBytes() {
    return index.compressed().length
        + files.values().stream().mapToInt(file -> file.compressed().length).sum();
  }

  private static UiFiles load() {
    try {
      Map<String, byte[]> contents = new LinkedHashMap<>();
      for (String path : list()) {
        contents.put(path, read(ROOT + path));
      }
      contents.put(LIBRARY, read(LIBRARY_RESOURCE));
      byte[] template = read(ROOT + INDEX);
      String fingerprint = fingerprint(template, contents);
      Map<String, UiFile> files = new LinkedHashMap<>();
      for (Map.Entry<String, byte[]> content : contents.entrySet()) {
        files.put(content.getKey(), file(content.getKey(), content.getValue()));
      }
      byte[] page = index(new String(template, StandardCharsets.UTF_8), fingerprint, files);
      return new UiFiles(fingerprint, file(INDEX, page), files);
    } catch (IOException e) {
      throw new UncheckedIOException("the files of the dashboard cannot be read", e);
    }
  }

  /** Returns the paths of all files; a jar cannot be listed without opening it again. */
  private static List<String> list() throws IOException {
    return new String(read(ROOT + LIST), StandardCharsets.UTF_8).lines().toList();
  }

  private static byte[] read(String resource) throws IOException {
    try (InputStream in = UiFiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new FileNotFoundException(resource);
      }
      return in.readAllBytes();
    }
  }

  private static UiFile file(String path, byte[] content) throws IOException {
    String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
    if (type == null) {
      throw new IllegalStateException("no content type is known for " + path);
    }
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(content);
    }
    return new UiFile(type, content, compressed.toByteArray());
  }

  private static String fingerprint(byte[] template, Map<String, byte[]> contents) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(template);
      contents.forEach(
          (path, content) -> {
            digest.update(path.getBytes(StandardCharsets.UTF_8));
            digest.update(content);
          });
      return HexFormat.of().formatHex(digest.digest(), 0, FINGERPRINT_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Fills in the addresses; the modules are requested at once instead of import by import. */
  private static byte[] index(String template, String fingerprint, Map<String, UiFile> files) {
    String preload =
        files.keySet().stream()
            .filter(path -> path.endsWith(".js"))
            .map(path -> "<link rel=\"modulepreload\" href=\"" + fingerprint + "/" + path + "\">")
            .collect(Collectors.joining("\n"));
    return template
        .replace("@base@", fingerprint)
        .replace("@preload@", preload)
        .getBytes(StandardCharsets.UTF_8);
  }
}
