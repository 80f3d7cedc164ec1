package ai.joinly.manager.agent.analysis;

import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.analysis.Analysis;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.llm.LlmException;
import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.store.Store;
import ai.joinly.manager.store.StoreException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One attempt to bring an analysis up to date: reads what was said since, as much as a request may
 * hold, and asks the language model what changes. For one thread.
 *
 * @param zone of the agent's dates
 * @param known the analysis as it is
 * @param target the number of the last event that it is about
 * @param kept done once all events up to there are in the store
 * @param places a permit of it is needed for the request, where many agents may want one at once
 */
public record AnalysisUpdate(
    AgentId agentId,
    AgentConfig config,
    ZoneId zone,
    LlmClient llm,
    Store store,
    Analysis known,
    long target,
    Future<Void> kept,
    Optional<Semaphore> places) {
  private static final Duration STORE_LIMIT = Duration.ofSeconds(10);

  /** An answer that takes longer is worth less than the next one. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(90);

  /** Runs to its end; an interrupt ends it soon. */
  public AnalysisOutcome run() {
    try {
      kept.get(STORE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      TranscriptWindow said =
          TranscriptWindow.read(store, agentId, known.progress().through(), target);
      return said.words() == 0 ? new AnalysisOutcome.Silence(said.through()) : askInTurn(said);
    } catch (LlmException e) {
      return new AnalysisOutcome.NoAnswer(e.userMessage());
    } catch (InterruptedException | TimeoutException | ExecutionException | StoreException e) {
      return new AnalysisOutcome.Postponed();
    }
  }

  private AnalysisOutcome askInTurn(TranscriptWindow said)
      throws LlmException, InterruptedException {
    if (places.isEmpty()) {
      return ask(said);
    }
    places.get().acquire();
    try {
      return ask(said);
    } finally {
      places.get().release();
    }
  }

  private AnalysisOutcome ask(TranscriptWindow said) throws LlmException, InterruptedException {
    LlmRequest request =
        new LlmRequest(
            AnalysisPrompts.system(config, known.startTime().atZone(zone)),
            List.of(new ChatMessage.User(AnalysisPrompts.material(config.name(), known, said))),
            AnalysisPrompts.SCHEMA);
    LlmReply reply = llm.complete(request.within(ANSWER_LIMIT));
    Optional<Merge> merge =
        reply
            .message()
            .text()
            .flatMap(AnswerReader::read)
            .map(answer -> Merge.of(known, said, answer));
    return merge.isEmpty()
        ? new AnalysisOutcome.Unusable(said.through(), said.words(), reply.usage())
        : new AnalysisOutcome.Updated(
            merge.get().findings(),
            said.through(),
            said.words(),
            merge.get().lastItem(),
            merge.get().notes(),
            merge.get().whole(),
            reply.usage());
  }
}
