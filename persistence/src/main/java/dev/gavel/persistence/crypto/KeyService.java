package dev.gavel.persistence.crypto;

import reactor.core.publisher.Mono;

/**
 * Keeps the master key and wraps data keys under it. The master key never leaves the service.
 *
 * <p>Thread safety: any thread. Called when a tenant is loaded, never per request.
 */
public interface KeyService {

    /**
     * Wraps a key.
     *
     * @param context what the key is for, for instance the tenant; must be the same when it is unwrapped
     */
    Mono<byte[]> wrap(byte[] key, String context);

    /** The key again. Fails with {@link DecryptionException} when it was wrapped by another master key or for another context. */
    Mono<byte[]> unwrap(byte[] wrapped, String context);
}
