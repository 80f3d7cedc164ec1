package ai.joinly.manager.agent;

import ai.joinly.manager.meeting.MeetingSession;

/** What a {@link SessionKeeper} tells whose sessions it keeps; called on the worker's thread. */
interface SessionOwner {
  /** There is a session. */
  void onConnected();

  /** The agent is in its meeting, for the first time or again. */
  void onJoined(MeetingSession session);

  /** The agent is not in its meeting for now. */
  void onOutage();

  /** There is no way on. */
  void onGivenUp(String sentence);
}
