package dev.gavel.persistence.redis;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The names of one tenant's keys in one epoch. All carry the hash tag {@code {tenant}}, so that they share a slot. Counters, remembered
 * pings and settled legs are of an epoch, which their names tell; lists and events outlive epochs.
 *
 * <p>Thread safety: immutable; the arrays are not to be changed.
 */
final class TenantKeys {

    private final String tenant;
    private final Epoch epoch;
    private final byte[] epochValue;
    private final byte[] epochKey;
    private final byte[] events;
    private final byte[] suppressed;
    private final byte[] capsPrefix;
    private final byte[] pingsPrefix;
    private final byte @Nullable [] earlierPingsPrefix;
    private final byte[] settledPrefix;
    private final byte[] firstUsed;
    private final byte[] soldPrefix;
    private final byte[] pingedPrefix;
    private final byte[] contactsPrefix;
    private final byte[] addressPrefix;

    TenantKeys(String tenant, Epoch epoch) {
        this(tenant, epoch, null);
    }

    /**
     * @param earlier the epoch before, whose pings may be posted yet; null when there was none
     */
    TenantKeys(String tenant, Epoch epoch, @Nullable Epoch earlier) {
        this.tenant = tenant;
        this.epoch = epoch;
        epochValue = bytes(epoch.value());
        epochKey = bytes(epochKey(tenant));
        events = bytes(events(tenant));
        suppressed = bytes(suppressed(tenant));
        capsPrefix = bytes(caps(tenant, epoch));
        pingsPrefix = bytes(pings(tenant, epoch));
        earlierPingsPrefix = earlier == null ? null : bytes(pings(tenant, earlier));
        settledPrefix = bytes(versioned(tenant) + epoch.value() + ":settled:");
        firstUsed = bytes(firstUsed(tenant, epoch));
        soldPrefix = bytes(sold(tenant));
        pingedPrefix = bytes("{" + tenant + "}:pinged:");
        contactsPrefix = bytes(contacts(tenant));
        addressPrefix = bytes("{" + tenant + "}:address:");
    }

    /** Holds the current epoch. */
    static String epochKey(String tenant) {
        return tag(tenant) + "epoch";
    }

    /** Holds the epoch before the current one for as long as its pings may be posted. */
    static String earlierEpochKey(String tenant) {
        return tag(tenant) + "epoch:before";
    }

    /** Before the first second of the windows whose counters are in the hash. */
    static String caps(String tenant, Epoch epoch) {
        return versioned(tenant) + epoch.value() + ":caps:";
    }

    /** Before the number of a bucket of pings. */
    static String pings(String tenant, Epoch epoch) {
        return versioned(tenant) + epoch.value() + ":pings:";
    }

    /** Held by who rebuilds the counters. */
    static String rebuildLock(String tenant) {
        return tag(tenant) + "rebuild";
    }

    /** The stream of events. */
    static String events(String tenant) {
        return tag(tenant) + "events";
    }

    /** The set of suppressed consumers. */
    static String suppressed(String tenant) {
        return tag(tenant) + "suppressed";
    }

    /** Before the campaign, a colon and a consumer's key: the ping by which the consumer was sold or is being sold. */
    static String sold(String tenant) {
        return tag(tenant) + "sold:";
    }

    /** Holds the counters that were first used in the epoch, each with the end of its window. */
    static String firstUsed(String tenant, Epoch epoch) {
        return versioned(tenant) + epoch.value() + ":used";
    }

    /** Held by who compares the counters with Postgres. */
    static String reconcileLock(String tenant) {
        return tag(tenant) + "reconcile";
    }

    /** Before a consumer's key: the legs that the consumer was sold in. */
    static String contacts(String tenant) {
        return tag(tenant) + "contacts:";
    }

    /** Before all keys of any epoch. */
    static String versioned(String tenant) {
        return tag(tenant) + "@";
    }

    private static String tag(String tenant) {
        if (tenant.isEmpty() || tenant.indexOf('}') >= 0) {
            throw new IllegalArgumentException("tenant: " + tenant + " (expected: not empty, without a closing brace)");
        }
        return "{" + tenant + "}:";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    String tenant() {
        return tenant;
    }

    Epoch epoch() {
        return epoch;
    }

    byte[] epochValue() {
        return epochValue;
    }

    byte[] epochKey() {
        return epochKey;
    }

    byte[] events() {
        return events;
    }

    byte[] suppressed() {
        return suppressed;
    }

    /** Before the first second of the windows whose counters are in the hash. */
    byte[] capsPrefix() {
        return capsPrefix;
    }

    /** The hash of the counters whose windows begin in a second. */
    String caps(long windowStartSeconds) {
        return caps(tenant, epoch) + windowStartSeconds;
    }

    /** Before the number of a bucket of pings. */
    byte[] pingsPrefix() {
        return pingsPrefix;
    }

    /** Before the number of a bucket of pings of the epoch before; null when there was none. */
    byte @Nullable [] earlierPingsPrefix() {
        return earlierPingsPrefix;
    }

    /** Before the number of an hour. */
    byte[] settledPrefix() {
        return settledPrefix;
    }

    /** The counters that were first used in this epoch. */
    byte[] firstUsed() {
        return firstUsed;
    }

    byte[] soldPrefix() {
        return soldPrefix;
    }

    /** Before a consumer's key. */
    byte[] contactsPrefix() {
        return contactsPrefix;
    }

    /** Before an address's key. */
    byte[] addressPrefix() {
        return addressPrefix;
    }

    /** Before a campaign, a colon and the first second of an hour. */
    byte[] pingedPrefix() {
        return pingedPrefix;
    }
}
