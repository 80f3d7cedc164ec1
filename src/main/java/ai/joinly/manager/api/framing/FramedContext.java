package ai.joinly.manager.api.framing;

import ai.joinly.manager.api.connection.ForwardingContext;
import ai.joinly.manager.concurrent.ByteBudget;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.webserver.ConnectionContext;

/** Connection context that checks requests before the web server reads them. */
final class FramedContext extends ForwardingContext {
  private final CountingWriter writer;
  private final RequestStream requests;
  private final DataReader reader;

  FramedContext(
      ConnectionContext context, ByteBudget heads, BodyLimits limits, SlowBodies slowBodies) {
    super(context);
    this.writer = new CountingWriter(context.dataWriter());
    this.requests =
        new RequestStream(
            new Input(context.dataReader(), heads),
            context.listenerContext().config().maxPayloadSize(),
            limits,
            writer::requestBegun,
            method -> writer.answerLast(() -> slowBodies.answer(method)));
    this.reader = DataReader.create(requests);
  }

  RequestStream requests() {
    return requests;
  }

  @Override
  public DataReader dataReader() {
    return reader;
  }

  @Override
  public DataWriter dataWriter() {
    return writer;
  }
}
