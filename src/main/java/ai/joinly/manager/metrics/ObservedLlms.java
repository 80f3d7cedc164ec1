package ai.joinly.manager.metrics;

import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.LlmProvider;
import ai.joinly.manager.llm.AnswerMode;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.llm.LlmClientFactory;
import ai.joinly.manager.llm.LlmException;
import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.LlmRequest;

/** Language models whose requests are counted and timed. Thread-safe. */
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
      long begun = meters.begin(request.isOfTurn());
      try {
        LlmReply reply = llm.complete(request);
        meters.answered(provider, model, begun, reply.usage());
        meters.repaired(provider, reply.repairs());
        return reply;
      } catch (LlmException e) {
        meters.failed(provider, model, begun, e);
        throw e;
      } catch (InterruptedException e) {
        meters.interrupted(provider, model, begun);
        throw e;
      }
    }

    @Override
    public AnswerMode answerMode() {
      return llm.answerMode();
    }
  }
}
