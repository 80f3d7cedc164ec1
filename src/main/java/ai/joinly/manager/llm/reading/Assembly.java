package ai.joinly.manager.llm.reading;

import com.fasterxml.jackson.databind.JsonNode;

/** One answer that arrives whole or in parts. For one thread. */
interface Assembly {
  /** Takes a whole answer, a part of a streamed one, or an error. */
  void add(JsonNode value);

  /** Returns the answer put together from what was added. */
  AnswerReading result();
}
