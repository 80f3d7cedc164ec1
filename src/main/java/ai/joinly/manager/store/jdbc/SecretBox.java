package ai.joinly.manager.store.jdbc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/** Encrypts texts with AES-256-GCM, each bound to its owner. Thread-safe. */
public final class SecretBox {
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKey key;
  private final SecureRandom random = new SecureRandom();

  public SecretBox(SecretKey key) {
    this.key = key;
  }

  /** Encrypts {@code text} to Base64; it can be decrypted only with the same {@code owner}. */
  public String lock(String owner, String text) throws GeneralSecurityException {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
    byte[] locked = cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
    return Base64.getEncoder()
        .encodeToString(
            ByteBuffer.allocate(NONCE_BYTES + locked.length).put(nonce).put(locked).array());
  }

  /**
   * Decrypts a text of {@code owner}.
   *
   * @throws GeneralSecurityException when the key or the owner differs
   */
  public String unlock(String owner, String locked) throws GeneralSecurityException {
    byte[] bytes = Base64.getDecoder().decode(locked);
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, bytes, 0, NONCE_BYTES));
    cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
    return new String(
        cipher.doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES), StandardCharsets.UTF_8);
  }
}
