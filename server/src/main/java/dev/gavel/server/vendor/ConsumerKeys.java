package dev.gavel.server.vendor;

import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Phone;
import dev.gavel.persistence.crypto.LookupHash;
import dev.gavel.persistence.crypto.Sha256;
import dev.gavel.persistence.crypto.TenantKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer is screened by: the tenant's keyed hash of the phone's and the e-mail's SHA-256. A ping that carries only
 * {@code phone_hash} (SHA-256 of {@code +15125550100}) or {@code email_hash} (of the address in lower case) so gives the same keys as the
 * post that carries the values.
 *
 * <p>Thread safety: stateless.
 */
public final class ConsumerKeys {

    private static final String TEN_DIGITS = "n";

    private ConsumerKeys() {}

    /** The keys of a lead: none, one or two. */
    static List<String> of(Lead lead, TenantKeys keys) {
        List<String> found = new ArrayList<>(2);
        add(found, "p", phoneHash(lead), keys);
        add(found, "e", emailHash(lead), keys);
        return found;
    }

    /** The keys of a phone number and an e-mail address as people write them; what cannot be read gives none. */
    public static List<String> of(@Nullable String phone, @Nullable String email, TenantKeys keys) {
        List<String> found = new ArrayList<>(2);
        long number = phone == null ? -1 : Phone.parse(phone);
        add(found, "p", number < 0 ? null : Sha256.hexOf(Phone.e164(number)), keys);
        add(
                found,
                "e",
                email == null || email.isBlank()
                        ? null
                        : Sha256.hexOf(email.strip().toLowerCase(Locale.ROOT)),
                keys);
        return found;
    }

    /**
     * The keys of hashes, each SHA-256 in lower-case hex; null for one that is not known.
     *
     * @param phone of {@code +15125550100}
     * @param email of the address in lower case
     * @param tenDigits of {@code 5125550100}
     */
    public static List<String> ofHashes(
            @Nullable String phone, @Nullable String email, @Nullable String tenDigits, TenantKeys keys) {
        List<String> found = new ArrayList<>(3);
        add(found, "p", phone, keys);
        add(found, "e", email, keys);
        add(found, TEN_DIGITS, tenDigits, keys);
        return found;
    }

    /**
     * All that a lead can be on the suppression list by: {@link #of(Lead, TenantKeys)}, and where the lead has its phone in the clear the hash
     * of the ten digits, which is how California's DROP lists phones.
     */
    static List<String> suppressible(Lead lead, TenantKeys keys) {
        List<String> found = new ArrayList<>(3);
        found.addAll(of(lead, keys));
        Field phone = lead.vertical().fieldNamed("phone");
        if (phone != null && lead.has(phone.index())) {
            add(found, TEN_DIGITS, Sha256.hexOf(Long.toString(lead.code(phone.index()))), keys);
        }
        return found;
    }

    /** Whether the lead has its phone in the clear. */
    static boolean hasPhone(Lead lead) {
        Field phone = lead.vertical().fieldNamed("phone");
        return phone != null && lead.has(phone.index());
    }

    private static void add(List<String> found, String kind, @Nullable String hash, TenantKeys keys) {
        if (hash != null) {
            found.add(LookupHash.of(keys, kind + hash));
        }
    }

    private static @Nullable String phoneHash(Lead lead) {
        Field phone = lead.vertical().fieldNamed("phone");
        return phone != null && lead.has(phone.index())
                ? Sha256.hexOf(Phone.e164(lead.code(phone.index())))
                : text(lead, "phone_hash");
    }

    private static @Nullable String emailHash(Lead lead) {
        String email = text(lead, "email");
        return email != null ? Sha256.hexOf(email) : text(lead, "email_hash");
    }

    private static @Nullable String text(Lead lead, String name) {
        Field field = lead.vertical().fieldNamed(name);
        return field == null ? null : lead.text(field.index());
    }
}
