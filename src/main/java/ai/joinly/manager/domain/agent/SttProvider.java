package ai.joinly.manager.domain.agent;

/** Speech-to-text services of a joinly server; only these short names are sent to it. */
public enum SttProvider {
  WHISPER,
  DEEPGRAM,
  GOOGLE
}
