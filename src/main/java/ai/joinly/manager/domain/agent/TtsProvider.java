package ai.joinly.manager.domain.agent;

/** Text-to-speech services a joinly server knows; only these short names are ever sent to one. */
public enum TtsProvider {
  KOKORO,
  ELEVENLABS,
  DEEPGRAM,
  GOOGLE,
  RESEMBLE
}
