package ai.joinly.manager.event;

/** Types of events; on the wire in lower case. */
public enum EventType {
  STATUS,
  UTTERANCE,
  SEGMENT,
  LOG,
  MEETING,
  CHAT,
  TURN,
  ANALYSIS,
  DELETED
}
