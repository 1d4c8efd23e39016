package dev.gavel.server.vendor;

import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Vertical;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts submitted values into the slots of a vertical.
 *
 * <p>Thread safety: stateless.
 */
final class LeadReader {

    private LeadReader() {}

    /**
     * A lead and what was sent beside it.
     *
     * @param unknown names that the vertical does not have, in the order of the body
     */
    record Reading(Lead lead, List<String> unknown) {}

    /** Reads all submitted fields into {@code slots}. */
    static Reading read(Lead.Builder slots, Vertical vertical, Map<String, @Nullable String> fields) {
        List<String> unknown = new ArrayList<>(0);
        for (Map.Entry<String, @Nullable String> submitted : fields.entrySet()) {
            Field field = vertical.fieldNamed(submitted.getKey());
            String value = submitted.getValue();
            if (field == null) {
                unknown.add(submitted.getKey());
            } else if (value == null) {
                slots.setInvalid(field);
            } else {
                slots.set(field, value);
            }
        }
        return new Reading(slots.build(), unknown);
    }
}
