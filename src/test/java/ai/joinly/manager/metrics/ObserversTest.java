package ai.joinly.manager.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.llm.LlmClientFactory;
import ai.joinly.manager.meeting.MeetingListener;
import ai.joinly.manager.meeting.MeetingServer;
import ai.joinly.manager.meeting.MeetingSession;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Whoever stands between an agent and its session must pass on everything: a method with a default
 * would be swallowed without anybody noticing.
 */
class ObserversTest {
  @Test
  void whatIsObservedIsPassedOn() throws Exception {
    assertEquals(List.of(), missing(MeetingServer.class, ObservedMeetings.class));
    assertEquals(List.of(), missing(MeetingSession.class, ObservedSession.class));
    assertEquals(
        List.of(),
        missing(
            MeetingListener.class, Class.forName(ObservedMeetings.class.getName() + "$Listener")));
    assertEquals(List.of(), missing(LlmClientFactory.class, ObservedLlms.class));
    assertEquals(
        List.of(),
        missing(LlmClient.class, Class.forName(ObservedLlms.class.getName() + "$Client")));
  }

  private static List<String> missing(Class<?> of, Class<?> in) {
    return Stream.of(of.getMethods())
        .filter(method -> Arrays.stream(in.getDeclaredMethods()).noneMatch(m -> same(m, method)))
        .map(Method::toString)
        .toList();
  }

  private static boolean same(Method a, Method b) {
    return a.getName().equals(b.getName())
        && Arrays.equals(a.getParameterTypes(), b.getParameterTypes());
  }
}
