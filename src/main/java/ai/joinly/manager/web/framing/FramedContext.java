package ai.joinly.manager.web.framing;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** A connection as the web server sees it, whose requests are checked before it reads them. */
final class FramedContext implements ConnectionContext {
  private final ConnectionContext context;
  private final CountingWriter writer;
  private final RequestStream requests;
  private final DataReader reader;

  FramedContext(
      ConnectionContext context, HeadBudget heads, BodyLimits limits, SlowBodies slowBodies) {
    this.context = context;
    this.writer = new CountingWriter(context.dataWriter());
    this.requests =
        new RequestStream(
            new Input(context.dataReader(), heads),
            context.listenerContext().config().maxPayloadSize(),
            limits,
            writer::requestBegun,
            method -> {
              if (!writer.hasAnswered()) {
                writer.writeNow(BufferData.create(slowBodies.answer(method)));
              }
            });
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

  @Override
  public ListenerContext listenerContext() {
    return context.listenerContext();
  }

  @Override
  public ExecutorService executor() {
    return context.executor();
  }

  @Override
  public Router router() {
    return context.router();
  }

  @Override
  public Optional<ProxyProtocolData> proxyProtocolData() {
    return context.proxyProtocolData();
  }

  @Override
  public HelidonSocket serverSocket() {
    return context.serverSocket();
  }

  @Override
  public PeerInfo remotePeer() {
    return context.remotePeer();
  }

  @Override
  public PeerInfo localPeer() {
    return context.localPeer();
  }

  @Override
  public boolean isSecure() {
    return context.isSecure();
  }

  @Override
  public String socketId() {
    return context.socketId();
  }

  @Override
  public String childSocketId() {
    return context.childSocketId();
  }
}
