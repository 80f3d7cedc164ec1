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
 * The names under which a language model knows the tools of several servers. A name that was given
 * stays with its tool for as long as it is remembered: a model may call in a moment what it was
 * offered a moment ago. Not thread-safe.
 */
final class ToolNames {
  static final int LONGEST = 64;

  /** Names that are remembered, those offered now always among them. */
  static final int MOST_REMEMBERED = 1_024;

  private static final int HASH = 8;
  private static final Pattern NOT_ALLOWED = Pattern.compile("[^A-Za-z0-9_-]");

  /** A tool as its server knows it. */
  record Target(String server, String tool) {}

  private final Set<String> reserved;
  // The oldest first.
  private final Map<String, Target> targets = new LinkedHashMap<>();
  private final Map<Target, String> names = new LinkedHashMap<>();

  /**
   * @param reserved names that mean something else
   */
  ToolNames(Set<String> reserved) {
    this.reserved = Set.copyOf(reserved);
  }

  /** The name of a tool, given now if it has none. */
  String nameOf(Target target) {
    String known = names.get(target);
    if (known != null) {
      return known;
    }
    String name = sanitised(target.server() + "_" + target.tool());
    for (int attempt = 0; !isFree(name); attempt++) {
      String ending = "_" + hash(target, attempt);
      String beginning = sanitised(target.server() + "_" + target.tool());
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

  /** Forgets the oldest names that are not {@code offered}, down to those that may be kept. */
  void forgetAllBut(Set<String> offered) {
    Iterator<Map.Entry<String, Target>> oldest = targets.entrySet().iterator();
    while (targets.size() > MOST_REMEMBERED && oldest.hasNext()) {
      Map.Entry<String, Target> entry = oldest.next();
      if (!offered.contains(entry.getKey())) {
        names.remove(entry.getValue());
        oldest.remove();
      }
    }
  }

  /** A tool's own name as it may be shown: it comes from a stranger. */
  static String plain(String tool) {
    String name = sanitised(tool);
    return name.length() <= LONGEST ? name : name.substring(0, LONGEST);
  }

  private boolean isFree(String name) {
    return name.length() <= LONGEST && !reserved.contains(name) && !targets.containsKey(name);
  }

  private static String sanitised(String name) {
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
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
