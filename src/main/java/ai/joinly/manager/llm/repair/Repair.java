package ai.joinly.manager.llm.repair;

import java.util.Locale;

/** Change to a request that makes a server accept it. */
public enum Repair {
  /** The instructions are moved to the first user message. */
  FOLD_SYSTEM,
  /** An answer with several calls is split into answers with one call each. */
  SINGLE_CALLS,
  /** Calls and their results are written as text of the user. */
  FLATTEN_TOOLS,
  /** User and assistant alternate, and an assistant message follows tool results. */
  ALTERNATE_ROLES,
  /** Call ids have nine letters and digits. */
  SHORT_CALL_IDS,
  /** The tool that the server names is omitted. */
  LEAVE_OUT_TOOL,
  /** All tools of additional servers are omitted. */
  LEAVE_OUT_FURTHER_TOOLS,
  /** The number of tools is reduced to the server's limit. */
  FEWER_TOOLS,
  /** A parameter that the server refuses is omitted. */
  LEAVE_OUT_PARAMETER,
  /** The request is sent again, since the server could not parse its model's call. */
  REPEAT;

  /** Returns the name for logs and metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
