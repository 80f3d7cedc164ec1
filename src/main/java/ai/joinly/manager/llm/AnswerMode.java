package ai.joinly.manager.llm;

/**
 * Way in which a model at a server answers turns: by tool calls, or in plain text if it cannot call
 * tools. Thread-safe.
 */
public interface AnswerMode {
  /** Mode of a model that is always called with tools. */
  AnswerMode TOOLS =
      new AnswerMode() {
        @Override
        public boolean isText() {
          return false;
        }

        @Override
        public void answeredInText() {}

        @Override
        public void answeredWithCalls() {}

        @Override
        public void toolsUnsupported() {}
      };

  /** Returns whether requests to the model contain no tools. */
  boolean isText();

  /** Counts a turn whose first answer is text although tools were offered. */
  void answeredInText();

  /** Counts an answer with tool calls. */
  void answeredWithCalls();

  /** Records that the server does not support tools for this model. */
  void toolsUnsupported();
}
