package ai.joinly.manager.model;

/** Built-in instructions. */
public enum PromptStyle {
  /** Multi-party: speak when addressed or needed. */
  MPC,
  /** One to one: always answer. */
  DYADIC
}
