package ai.joinly.manager;

/** Starts the manager. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.out.println("Joinly Manager");
  }
}
