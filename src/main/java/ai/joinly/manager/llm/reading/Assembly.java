package ai.joinly.manager.llm.reading;

import com.fasterxml.jackson.databind.JsonNode;

/** Answer that arrives complete or in parts. Not thread-safe. */
interface Assembly {
  /** Adds a complete answer, a part of a streamed one, or an error. */
  void add(JsonNode value);

  /** Returns the assembled answer. */
  AnswerReading result();
}
