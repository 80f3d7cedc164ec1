package ai.joinly.manager.llm;

/**
 * How a model at a server answers turns: by calling tools, or in plain text where it cannot call
 * any. Thread-safe.
 */
public interface AnswerMode {
  /** The mode of a model that is always asked with tools. */
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

  /** Returns whether the model is to be asked without tools. */
  boolean isText();

  /** Counts a first answer of a turn that is text although tools were offered. */
  void answeredInText();

  /** Counts an answer that calls tools. */
  void answeredWithCalls();

  /** Notes that the server takes no tools for this model. */
  void toolsUnsupported();
}
