package dev.gavel.server.suppression;

import dev.gavel.auction.lead.Phone;
import dev.gavel.persistence.crypto.Sha256;
import dev.gavel.persistence.crypto.TenantKeys;
import dev.gavel.server.vendor.ConsumerKeys;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What names a consumer, as SHA-256 in lower-case hex; null for what is not known. MD5 is not taken: a ping may carry nothing but SHA-256, and an
 * entry that some of the consumer's leads cannot meet would be worse than an error.
 *
 * @param phone of {@code +15125550100}
 * @param email of the address in lower case
 * @param tenDigits of {@code 5125550100}, as California's DROP lists phones
 */
public record Identifiers(
        @Nullable String phone,
        @Nullable String email,
        @Nullable String tenDigits) {

    /** Nothing that can be read. */
    public static final Identifiers NONE = new Identifiers(null, null, null);

    private static final int BYTES = 32;

    /** By a number as people write it. */
    public static Identifiers ofPhone(String text) {
        long number = Phone.parse(text.strip());
        return number < 0
                ? NONE
                : new Identifiers(Sha256.hexOf(Phone.e164(number)), null, Sha256.hexOf(Long.toString(number)));
    }

    /** By an address as people write it. */
    public static Identifiers ofEmail(String text) {
        String address = text.strip().toLowerCase(Locale.ROOT);
        int at = address.indexOf('@');
        boolean readable = at > 0
                && at == address.lastIndexOf('@')
                && at < address.length() - 1
                && address.length() <= 254
                && address.chars().noneMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c));
        return readable ? new Identifiers(null, Sha256.hexOf(address), null) : NONE;
    }

    /** By the SHA-256 of {@code +15125550100}. */
    public static Identifiers ofPhoneHash(String text) {
        return new Identifiers(hex(text), null, null);
    }

    /** By the SHA-256 of the address in lower case. */
    public static Identifiers ofEmailHash(String text) {
        return new Identifiers(null, hex(text), null);
    }

    /** By the SHA-256 of {@code 5125550100}. */
    public static Identifiers ofTenDigitsHash(String text) {
        return new Identifiers(null, null, hex(text));
    }

    /** What either says; where both say something, this. */
    public Identifiers and(Identifiers other) {
        return new Identifiers(
                phone == null ? other.phone : phone,
                email == null ? other.email : email,
                tenDigits == null ? other.tenDigits : tenDigits);
    }

    /** Whether there is nothing to look for. */
    public boolean isEmpty() {
        return phone == null && email == null && tenDigits == null;
    }

    /** What the consumer goes onto the list by. The hash of ten digits only where nothing better is known: not every ping can meet it. */
    public List<String> keysToList(TenantKeys keys) {
        return ConsumerKeys.ofHashes(phone, email, phone == null ? tenDigits : null, keys);
    }

    /** All that the consumer may be on the list by. */
    public List<String> keysToFind(TenantKeys keys) {
        return ConsumerKeys.ofHashes(phone, email, tenDigits, keys);
    }

    /** Shows nothing: a phone's hash is as good as the phone. */
    @Override
    public String toString() {
        return "Identifiers";
    }

    /** A SHA-256 in hex or base64, as lower-case hex; null for anything else. */
    private static @Nullable String hex(String text) {
        String hash = text.strip();
        try {
            byte[] bytes = hash.length() == 2 * BYTES
                    ? HexFormat.of().parseHex(hash)
                    : Base64.getDecoder().decode(hash);
            return bytes.length == BYTES ? HexFormat.of().formatHex(bytes) : null;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
