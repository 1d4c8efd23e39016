package dev.gavel.server.vendor;

import dev.gavel.auction.lead.Field;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a post still is the lead that was priced. Thread safety: stateless. */
final class LockedFields {

    private LockedFields() {}

    /**
     * The name of the first locked field whose value differs from the ping's, or {@code phone_hash} when phone or e-mail are not those whose
     * hashes the ping carried; null when nothing changed.
     */
    static @Nullable String firstChanged(Post post) {
        Map<String, String> pinged = post.ping().fields();
        for (Field field : post.lead().vertical().fields()) {
            String before = pinged.get(field.name());
            if (field.locked() && before != null && !before.equals(post.lead().canonical(field.index()))) {
                return field.name();
            }
        }
        return post.consumerKeys().containsAll(post.ping().consumerKeys()) ? null : "phone_hash";
    }
}
