package ai.joinly.manager.process;

/** Prints the state of the AOT cache of its own process. */
final class AotProbe {
  private AotProbe() {}

  public static void main(String[] args) {
    System.out.println(AotCache.current().name());
  }
}
