package ai.joinly.manager.domain.agent;

/** Speech-to-text services a joinly server knows; only these short names are ever sent to one. */
public enum SttProvider {
  WHISPER,
  DEEPGRAM,
  GOOGLE
}
