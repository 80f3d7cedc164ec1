package ai.joinly.manager.domain.agent;

/** Styles of the built-in instructions. */
public enum PromptStyle {
  /** Multi-party: speak when addressed or needed. */
  MPC,
  /** One to one: always answer. */
  DYADIC
}
