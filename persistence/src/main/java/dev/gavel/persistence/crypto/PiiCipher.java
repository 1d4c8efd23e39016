package dev.gavel.persistence.crypto;

import java.nio.ByteBuffer;
import javax.crypto.SecretKey;

/**
 * Seals personal data under a tenant's newest data key and opens it under the one that it was sealed with.
 *
 * <p>The form is one byte of version, four of the key's id, then nonce, ciphertext and tag of AES-256-GCM. Version and key id are authenticated
 * with the caller's context. Thread safety: stateless. Cost: about a microsecond and two arrays for a kilobyte.
 */
public final class PiiCipher {

    private static final byte VERSION = 1;
    private static final int HEADER_LENGTH = 1 + Integer.BYTES;

    private PiiCipher() {}

    /**
     * Seals.
     *
     * @param aad what the bytes belong to, for instance the lead's id: they open with the same only
     */
    public static byte[] seal(TenantKeys keys, byte[] plaintext, byte[] aad) {
        return seal(keys, plaintext, plaintext.length, aad);
    }

    /**
     * Seals the first bytes of an array.
     *
     * @param length how many of them
     */
    public static byte[] seal(TenantKeys keys, byte[] plaintext, int length, byte[] aad) {
        byte[] sealed = new byte[HEADER_LENGTH + length + AesGcm.OVERHEAD];
        byte[] header = ByteBuffer.allocate(HEADER_LENGTH)
                .put(VERSION)
                .putInt(keys.newestId())
                .array();
        System.arraycopy(header, 0, sealed, 0, HEADER_LENGTH);
        AesGcm.seal(keys.newestKey(), plaintext, length, header, aad, sealed, HEADER_LENGTH);
        return sealed;
    }

    /**
     * Opens.
     *
     * @throws DecryptionException when the bytes were changed, belong to something else, or were sealed under a key that the tenant does not have
     */
    public static byte[] open(TenantKeys keys, byte[] sealed, byte[] aad) {
        if (sealed.length < HEADER_LENGTH || sealed[0] != VERSION) {
            throw new DecryptionException("the sealed bytes are of an unknown form", null);
        }
        SecretKey key = keys.dataKey(ByteBuffer.wrap(sealed).getInt(1));
        if (key == null) {
            throw new DecryptionException("the tenant has no such data key", null);
        }
        byte[] header = new byte[HEADER_LENGTH];
        System.arraycopy(sealed, 0, header, 0, HEADER_LENGTH);
        return AesGcm.open(key, sealed, HEADER_LENGTH, header, aad);
    }
}
