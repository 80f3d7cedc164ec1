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
 * One browser with its meeting, the voices in it, and the subscribers of its updates. Usually each
 * session has one; on a newer server all sessions share one.
 */
public final class Room {
  private final Meeting meeting;
  private final AgentVoice voice;
  private final ParticipantVoices participants;
  private final Usage usage = new Usage();
  private final Map<String, McpSession> subscribers = new ConcurrentHashMap<>();
  private final List<String> animations = new ArrayList<>(1); // guarded by itself

  /**
   * @param agentName the agent's speaker name in the transcript
   * @param push sends the update of a resource to a session
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

  /** Subscribes a session to a resource, unless the resource already has a subscriber. */
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
