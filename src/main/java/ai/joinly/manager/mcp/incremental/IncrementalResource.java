package ai.joinly.manager.mcp.incremental;

import ai.joinly.manager.mcp.McpException;
import ai.joinly.manager.mcp.McpResults;
import ai.joinly.manager.mcp.McpSession;
import ai.joinly.manager.mcp.RpcMessages;
import ai.joinly.manager.mcp.transport.RpcExchange;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Text of a resource that skips its settled part. The settled part is recognized by checksums while
 * its bytes arrive, and neither stored nor parsed: a transcript of ten hours has four megabytes,
 * and is read again for every few words. Not thread-safe.
 */
public final class IncrementalResource implements IncrementalText {
  private static final String READ = "resources/read";
  private static final byte[] NO_BYTES = new byte[0];

  /** Outcome of an exchange. */
  private sealed interface Answer {
    /**
     * @param continues whether the settled part is omitted
     * @param seen its bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Given(JsonNode result, boolean continues, byte[] seen) implements Answer {}

    /** The text does not start with the settled part. */
    record Changed() implements Answer {}
  }

  private final McpSession session;
  private final String uri;
  private final Duration limit;

  /** The settled part, with which the next text must start. */
  private Optional<KnownPrefix> settled = Optional.empty();

  /** Start of the text of the last read, and its bytes; kept until {@link #settle}. */
  private Optional<KnownPrefix> prefix = Optional.empty();

  private byte[] seen = NO_BYTES;

  public IncrementalResource(McpSession session, String uri, Duration limit) {
    this.session = session;
    this.uri = uri;
    this.limit = limit;
  }

  @Override
  public Reading read() throws McpException, InterruptedException {
    Optional<KnownPrefix> known = settled;
    settle(0); // after a failure the next read returns the complete text
    long id = RpcMessages.nextId();
    return switch (ask(id, known)) {
      case Answer.Given given -> reading(given, id, known);
      case Answer.Changed changed -> read();
    };
  }

  private Reading reading(Answer.Given given, long id, Optional<KnownPrefix> known)
      throws McpException {
    String text = McpResults.resourceText(given.result());
    prefix = given.continues() ? known : KnownPrefix.find(given.seen(), id);
    seen = given.seen();
    return new Reading(given.continues() ? known.map(KnownPrefix::characters).orElse(0) : 0, text);
  }

  @Override
  public void settle(int characters) {
    settled = Optional.empty();
    if (characters > 0 && prefix.isPresent()) {
      KnownPrefix known = prefix.get();
      if (known.extend(seen, characters - known.characters())) {
        settled = prefix;
      }
    }
    prefix = Optional.empty();
    seen = NO_BYTES;
  }

  private Answer ask(long id, Optional<KnownPrefix> known)
      throws McpException, InterruptedException {
    byte[] request = RpcMessages.request(id, READ, RpcMessages.object().put("uri", uri));
    return session.exchange(
        READ, limit, (exchange, answer) -> ask(exchange, id, request, known, answer));
  }

  private static void ask(
      RpcExchange exchange,
      long id,
      byte[] request,
      Optional<KnownPrefix> known,
      Consumer<Answer> answer)
      throws McpException {
    PrefixSkippingStream stream = new PrefixSkippingStream(known, id);
    try {
      exchange.request(
          id,
          READ,
          request,
          stream::over,
          result -> answer.accept(new Answer.Given(result, stream.continues(), stream.take())));
    } catch (McpException e) {
      if (!stream.changed()) {
        throw e;
      }
      answer.accept(new Answer.Changed());
    }
  }
}
