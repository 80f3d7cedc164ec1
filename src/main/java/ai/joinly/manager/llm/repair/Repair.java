package ai.joinly.manager.llm.repair;

import java.util.Locale;

/** A change to a request that makes a server take it. */
public enum Repair {
  /** The instructions stand in the first user message. */
  FOLD_SYSTEM,
  /** An answer with several calls becomes several answers with one call each. */
  SINGLE_CALLS,
  /** Calls and their results are written as text of the user. */
  FLATTEN_TOOLS,
  /** User and assistant alternate, and an assistant message follows the results of tools. */
  ALTERNATE_ROLES,
  /** Ids of calls have nine letters and digits. */
  SHORT_CALL_IDS,
  /** The tool that the server names is left out. */
  LEAVE_OUT_TOOL,
  /** All tools of further servers are left out. */
  LEAVE_OUT_FURTHER_TOOLS,
  /** Only as many tools are offered as the server takes. */
  FEWER_TOOLS,
  /** A parameter that the server refuses is left out. */
  LEAVE_OUT_PARAMETER,
  /** The request is sent again, since the server could not read its model's own call. */
  REPEAT;

  /** Returns the name for logs and metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
