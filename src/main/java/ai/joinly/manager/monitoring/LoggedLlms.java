package ai.joinly.manager.monitoring;

import ai.joinly.manager.domain.WireName;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.LlmProvider;
import ai.joinly.manager.llm.AnswerMode;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.llm.LlmClientFactory;
import ai.joinly.manager.llm.LlmException;
import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.logging.LogContext;
import ai.joinly.manager.logging.StateLog;
import ai.joinly.manager.logging.StateLog.Subject;
import java.util.Optional;

/** Wrapper of language models that logs when they fail and work again. Thread-safe. */
public record LoggedLlms(LlmClientFactory llms, StateLog states) implements LlmClientFactory {

  /**
   * Unit of failure.
   *
   * @param owner the agent, if it has its own key or address
   */
  private record Model(LlmProvider provider, String name, Optional<AgentId> owner) {
    static Model of(AgentConfig config) {
      return new Model(
          config.llmProvider(),
          config.llmModel(),
          config.envVars().isEmpty() ? Optional.empty() : LogContext.agent());
    }

    String described() {
      return WireName.of(provider)
          + " "
          + name
          + owner.map(agent -> " with the env_vars of " + agent).orElse("");
    }
  }

  @Override
  public LlmClient clientFor(AgentConfig config) {
    return new Client(llms.clientFor(config), config, states);
  }

  private record Client(LlmClient llm, AgentConfig config, StateLog states) implements LlmClient {
    @Override
    public LlmReply complete(LlmRequest request) throws LlmException, InterruptedException {
      Model model = Model.of(config);
      try {
        LlmReply reply = llm.complete(request);
        states.works(
            Subject.PROVIDER, model, "The language model " + model.described() + " answers again");
        return reply;
      } catch (LlmException e) {
        if (isOfModel(e.category())) {
          states.failing(
              Subject.PROVIDER,
              model,
              e.category(),
              e.userMessage() + " (" + model.described() + ")");
        }
        throw e;
      }
    }

    @Override
    public AnswerMode answerMode() {
      return llm.answerMode();
    }

    /** Returns whether the failure concerns the model or its server, not a single request. */
    private static boolean isOfModel(LlmException.Category category) {
      return switch (category) {
        case KEY_REFUSED,
            QUOTA_EXHAUSTED,
            RATE_LIMITED,
            TIMED_OUT,
            UNREACHABLE,
            SERVER_ERROR,
            REQUEST_REFUSED,
            BAD_ANSWER ->
            true;
        case DECLINED, TOO_LONG, TOOLS_UNSUPPORTED, CIRCUIT_OPEN -> false;
      };
    }
  }
}
