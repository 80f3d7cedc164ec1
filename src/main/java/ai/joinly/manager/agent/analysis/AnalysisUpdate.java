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
 * One attempt to update an analysis: reads the new transcript, as much as one request may contain,
 * and asks the language model for the changes. For one thread.
 *
 * @param zone time zone for dates
 * @param known the current analysis
 * @param target number of the last event to analyse
 * @param kept completes once all events up to {@code target} are stored
 * @param places permits for requests, if many agents may need one at the same time
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

  /** Timeout of the request: a late answer is less useful than the next one. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(90);

  /** Runs the update; an interrupt cancels it. */
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
