package ai.joinly.manager.domain.agent;

/** Text-to-speech services of a joinly server; only these short names are sent to it. */
public enum TtsProvider {
  KOKORO,
  ELEVENLABS,
  DEEPGRAM,
  GOOGLE,
  RESEMBLE
}
