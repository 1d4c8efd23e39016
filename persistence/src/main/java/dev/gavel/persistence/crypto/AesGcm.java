package dev.gavel.persistence.crypto;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM with a random 96-bit nonce before the ciphertext and the 128-bit tag after it (NIST SP 800-38D). A key is good for 2^32 messages.
 *
 * <p>Thread safety: stateless; each thread keeps a cipher of its own.
 */
final class AesGcm {

    /** Bytes of a key. */
    static final int KEY_LENGTH = 32;

    private static final int NONCE_LENGTH = 12;
    private static final int TAG_LENGTH = 16;

    /** What sealing adds to the plaintext. */
    static final int OVERHEAD = NONCE_LENGTH + TAG_LENGTH;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ThreadLocal<Cipher> CIPHER = ThreadLocal.withInitial(AesGcm::cipher);

    private AesGcm() {}

    /** Seals the first {@code length} bytes of the plaintext into {@code out} from {@code offset} on; {@code header} and {@code aad} are authenticated, not hidden. */
    static void seal(SecretKey key, byte[] plaintext, int length, byte[] header, byte[] aad, byte[] out, int offset) {
        byte[] nonce = new byte[NONCE_LENGTH];
        RANDOM.nextBytes(nonce);
        System.arraycopy(nonce, 0, out, offset, NONCE_LENGTH);
        try {
            Cipher cipher = CIPHER.get();
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_LENGTH * 8, nonce));
            cipher.updateAAD(header);
            cipher.updateAAD(aad);
            cipher.doFinal(plaintext, 0, length, out, offset + NONCE_LENGTH);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM failed to seal", e);
        }
    }

    /** Opens what {@link #seal} wrote from {@code offset} to the end. */
    static byte[] open(SecretKey key, byte[] sealed, int offset, byte[] header, byte[] aad) {
        if (sealed.length < offset + OVERHEAD) {
            throw new DecryptionException("the sealed bytes are too short", null);
        }
        try {
            Cipher cipher = CIPHER.get();
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_LENGTH * 8, sealed, offset, NONCE_LENGTH));
            cipher.updateAAD(header);
            cipher.updateAAD(aad);
            int start = offset + NONCE_LENGTH;
            return cipher.doFinal(sealed, start, sealed.length - start);
        } catch (AEADBadTagException e) {
            throw new DecryptionException("the sealed bytes do not belong to this key and context", null);
        } catch (GeneralSecurityException e) {
            throw new DecryptionException("AES-GCM failed to open", e);
        }
    }

    private static Cipher cipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }
}
