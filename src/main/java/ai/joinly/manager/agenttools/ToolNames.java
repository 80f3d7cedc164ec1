package ai.joinly.manager.agenttools;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names of the tools of several servers for a language model. A stored name is never given to
 * another tool, since a model may call a tool that is no longer offered. Not thread-safe.
 */
final class ToolNames {
  static final int LONGEST = 64;

  /** Maximum number of stored names. Names that are currently offered are always kept. */
  static final int MAX_REMEMBERED = 1_024;

  private static final int HASH = 8;
  private static final Pattern NOT_ALLOWED = Pattern.compile("[^A-Za-z0-9_-]");

  /** A tool by its server and its name there. */
  record Target(String server, String tool) {}

  private final Set<String> reserved;
  // Oldest first.
  private final Map<String, Target> targets = new LinkedHashMap<>();
  private final Map<Target, String> names = new LinkedHashMap<>();

  /**
   * @param reserved names with another meaning
   */
  ToolNames(Set<String> reserved) {
    this.reserved = Set.copyOf(reserved);
  }

  /** Returns the name of a tool; assigns one if it has none. */
  String nameOf(Target target) {
    String known = names.get(target);
    if (known != null) {
      return known;
    }
    String name = sanitized(target.server() + "_" + target.tool());
    for (int attempt = 0; !isFree(name); attempt++) {
      String ending = "_" + hash(target, attempt);
      String beginning = sanitized(target.server() + "_" + target.tool());
      name =
          beginning.substring(0, Math.min(beginning.length(), LONGEST - ending.length())) + ending;
    }
    targets.put(name, target);
    names.put(target, name);
    return name;
  }

  Optional<Target> find(String name) {
    return Optional.ofNullable(targets.get(name));
  }

  /** Removes the oldest names that are not {@code offered}, down to the limit. */
  void forgetAllBut(Set<String> offered) {
    Iterator<Map.Entry<String, Target>> oldest = targets.entrySet().iterator();
    while (targets.size() > MAX_REMEMBERED && oldest.hasNext()) {
      Map.Entry<String, Target> entry = oldest.next();
      if (!offered.contains(entry.getKey())) {
        names.remove(entry.getValue());
        oldest.remove();
      }
    }
  }

  /** Returns a tool's own name, sanitized for messages, since the server is not trusted. */
  static String plain(String tool) {
    String name = sanitized(tool);
    return name.length() <= LONGEST ? name : name.substring(0, LONGEST);
  }

  private boolean isFree(String name) {
    return name.length() <= LONGEST && !reserved.contains(name) && !targets.containsKey(name);
  }

  private static String sanitized(String name) {
    return NOT_ALLOWED.matcher(name).replaceAll("_");
  }

  private static String hash(Target target, int attempt) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(
                  (target.server() + "\n" + target.tool() + "\n" + attempt)
                      .getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is not available", e);
    }
  }
}
