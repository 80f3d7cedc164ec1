package ai.joinly.manager.agent.speech;

/** Output medium of a text. */
enum Medium {
  VOICE,
  CHAT
}
