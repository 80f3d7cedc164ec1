package ai.joinly.manager.agent.speech;

/** Where a text goes. */
enum Medium {
  VOICE,
  CHAT
}
