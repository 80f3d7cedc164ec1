package ai.joinly.manager.llm;

import ai.joinly.manager.model.WireName;

/** Parameters of a request that some models refuse and that can be left out. */
enum OptionalParameter {
  TEMPERATURE,
  TOOL_CHOICE,
  PARALLEL_TOOL_CALLS,
  REASONING_EFFORT;

  /** As it is spelled in a request and in the errors about it. */
  String wireName() {
    return WireName.of(this);
  }
}
