package ai.joinly.manager.domain.agent;

/** Built-in instructions. */
public enum PromptStyle {
  /** Multi-party: speak when addressed or needed. */
  MPC,
  /** One to one: always answer. */
  DYADIC
}
