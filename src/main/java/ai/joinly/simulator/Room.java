package ai.joinly.simulator;

import ai.joinly.simulator.meeting.AgentVoice;
import ai.joinly.simulator.meeting.Meeting;
import ai.joinly.simulator.meeting.ParticipantVoices;
import ai.joinly.simulator.protocol.McpSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * One browser with what belongs to it: the meeting, the voices in it, who subscribed to its news.
 * Usually one a session; on a newer server one for all.
 */
public final class Room {
  private final Meeting meeting;
  private final AgentVoice voice;
  private final ParticipantVoices participants;
  private final Usage usage = new Usage();
  private final Map<String, McpSession> subscribers = new ConcurrentHashMap<>();
  private final List<String> animations = new ArrayList<>(1); // guarded by itself

  /**
   * @param agentName the name the agent's words carry in the transcript
   * @param push sends the news of a resource to a session
   */
  Room(
      Environment environment,
      String agentName,
      Duration utteranceTail,
      BiConsumer<McpSession, String> push) {
    meeting =
        new Meeting(
            environment,
            uri -> {
              McpSession subscriber = subscribers.get(uri);
              if (subscriber != null) {
                push.accept(subscriber, uri);
              }
            });
    voice = new AgentVoice(meeting, agentName, usage);
    participants = new ParticipantVoices(meeting, utteranceTail, usage);
  }

  public Meeting meeting() {
    return meeting;
  }

  public AgentVoice voice() {
    return voice;
  }

  public ParticipantVoices participants() {
    return participants;
  }

  public Usage usage() {
    return usage;
  }

  /** The first subscriber of a resource stays the only one. */
  public void subscribe(String uri, McpSession sender) {
    subscribers.putIfAbsent(uri, sender);
  }

  public void unsubscribe(String uri) {
    subscribers.remove(uri);
  }

  public void show(String animation) {
    synchronized (animations) {
      BoundedLog.add(animations, animation);
    }
  }

  List<String> animations() {
    synchronized (animations) {
      return List.copyOf(animations);
    }
  }
}
