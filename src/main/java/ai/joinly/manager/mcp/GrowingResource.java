package ai.joinly.manager.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The text of a resource. What of it is settled is recognized by check sums as its bytes come in,
 * and neither kept nor parsed: a transcript of ten hours has four megabytes, and is read again for
 * every few words. For one thread.
 */
final class GrowingResource implements GrowingText {
  private static final String READ = "resources/read";
  private static final byte[] NOTHING = new byte[0];

  /** What came of an exchange. */
  private sealed interface Answer {
    /**
     * @param continues whether the settled part is missing in it
     * @param seen its bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Given(JsonNode result, boolean continues, byte[] seen) implements Answer {}

    /** The text does not begin with what is settled. */
    record Changed() implements Answer {}
  }

  private final McpSession session;
  private final String uri;
  private final Duration limit;

  /** What is settled; what is read next must not begin with anything else. */
  private Optional<KnownBeginning> settled = Optional.empty();

  /** Of the last reading, up to what is said to be settled: how its text begins, and its bytes. */
  private Optional<KnownBeginning> beginning = Optional.empty();

  private byte[] seen = NOTHING;

  GrowingResource(McpSession session, String uri, Duration limit) {
    this.session = session;
    this.uri = uri;
    this.limit = limit;
  }

  @Override
  public Reading read() throws McpException, InterruptedException {
    Optional<KnownBeginning> known = settled;
    settle(0); // whatever fails, the next reading is one of the whole
    long id = RpcMessages.nextId();
    return switch (ask(id, known)) {
      case Answer.Given given -> reading(given, id, known);
      case Answer.Changed changed -> read();
    };
  }

  private Reading reading(Answer.Given given, long id, Optional<KnownBeginning> known)
      throws McpException {
    String text = McpResults.resourceText(given.result());
    beginning = given.continues() ? known : KnownBeginning.find(given.seen(), id);
    seen = given.seen();
    return new Reading(
        given.continues() ? known.map(KnownBeginning::characters).orElse(0) : 0, text);
  }

  @Override
  public void settle(int characters) {
    settled = Optional.empty();
    if (characters > 0 && beginning.isPresent()) {
      KnownBeginning known = beginning.get();
      if (known.extend(seen, characters - known.characters())) {
        settled = beginning;
      }
    }
    beginning = Optional.empty();
    seen = NOTHING;
  }

  private Answer ask(long id, Optional<KnownBeginning> known)
      throws McpException, InterruptedException {
    byte[] request = RpcMessages.request(id, READ, RpcMessages.object().put("uri", uri));
    return session.exchange(
        READ, limit, (exchange, answer) -> ask(exchange, id, request, known, answer));
  }

  private static void ask(
      RpcExchange exchange,
      long id,
      byte[] request,
      Optional<KnownBeginning> known,
      Consumer<Answer> answer)
      throws McpException {
    UnsettledStream stream = new UnsettledStream(known, id);
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
