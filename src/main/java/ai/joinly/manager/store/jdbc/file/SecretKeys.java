package ai.joinly.manager.store.jdbc.file;

import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/** Source of the key that encrypts secrets: the settings, or otherwise a file. */
public final class SecretKeys {
  private static final int KEY_BYTES = 32;
  private static final byte[] PURPOSE =
      "joinly-manager secrets at rest".getBytes(StandardCharsets.UTF_8);

  private SecretKeys() {}

  /**
   * Returns the key for {@code database}.
   *
   * @param isKeyed whether the database already has a key, so that none may be created
   */
  public static SecretKey load(Path database, Optional<Secret> setting, boolean isKeyed) {
    if (setting.isPresent()) {
      return derive(setting.get().value());
    }
    Path file = file(database);
    try {
      if (Files.exists(file)) {
        return derive(read(file));
      }
      if (isKeyed) {
        throw new StoreException(
            "The key of "
                + database
                + " is missing: put its key file back to "
                + file
                + " or set SECRET_KEY to the key it was created with. Nothing was changed.");
      }
      return derive(make(file));
    } catch (IOException e) {
      throw new StoreException("The key file " + file + " cannot be read or written.", e);
    }
  }

  /** Returns the exception for a key that differs from that of the database. */
  static StoreException wrong(Path database, boolean fromSettings) {
    return new StoreException(
        (fromSettings ? "SECRET_KEY" : "The key file " + file(database))
            + " is not the key that "
            + database
            + " was created with. Nothing was changed: set the correct key, or set another"
            + " STORE_PATH to start with an empty database.");
  }

  static Path file(Path database) {
    return database.resolveSibling(database.getFileName() + ".key");
  }

  static String read(Path file) throws IOException {
    String key = Files.readString(file).strip();
    if (key.isEmpty()) {
      throw new StoreException(
          "The key file "
              + file
              + " is empty: restore the correct one, or set SECRET_KEY. Nothing was changed.");
    }
    return key;
  }

  /** Stores a new key before anything is encrypted with it. */
  static String make(Path file) throws IOException {
    byte[] bytes = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(bytes);
    String key = Base64.getEncoder().encodeToString(bytes);
    PrivateFiles.write(file, key.getBytes(StandardCharsets.US_ASCII));
    return key;
  }

  static SecretKey derive(String text) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey(
              "AES",
              HKDFParameterSpec.ofExtract()
                  .addIKM(text.getBytes(StandardCharsets.UTF_8))
                  .thenExpand(PURPOSE, KEY_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK 25 has HKDF and AES", e);
    }
  }
}
