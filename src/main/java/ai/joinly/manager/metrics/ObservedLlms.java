package ai.joinly.manager.metrics;

import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.LlmProvider;
import ai.joinly.manager.llm.AnswerMode;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.llm.LlmClientFactory;
import ai.joinly.manager.llm.LlmException;
import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.LlmRequest;

/** Wrapper of language models that counts and times their requests. Thread-safe. */
record ObservedLlms(LlmClientFactory llms, LlmMeters meters) implements LlmClientFactory {
  @Override
  public LlmClient clientFor(AgentConfig config) {
    meters.expect(config.llmProvider(), config.llmModel());
    return new Client(llms.clientFor(config), meters, config.llmProvider(), config.llmModel());
  }

  private record Client(LlmClient llm, LlmMeters meters, LlmProvider provider, String model)
      implements LlmClient {
    @Override
    public LlmReply complete(LlmRequest request) throws LlmException, InterruptedException {
      long started = meters.begin(request.isOfTurn());
      try {
        LlmReply reply = llm.complete(request);
        meters.answered(provider, model, started, reply.usage());
        meters.repaired(provider, reply.repairs());
        return reply;
      } catch (LlmException e) {
        meters.failed(provider, model, started, e);
        throw e;
      } catch (InterruptedException e) {
        meters.interrupted(provider, model, started);
        throw e;
      }
    }

    @Override
    public AnswerMode answerMode() {
      return llm.answerMode();
    }
  }
}
