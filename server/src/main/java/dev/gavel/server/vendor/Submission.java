package dev.gavel.server.vendor;

import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.lead.DataClass;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.Vertical;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A vendor's ping, post or full as it was sent, before it is known which vertical it belongs to.
 *
 * @param minPrice the vendor's floor for this lead as written; null when none
 * @param fields lead fields as written, by name; a value is null where something was sent that no field can hold (a list, a nested object)
 * @param consent null when nothing of it was sent
 */
record Submission(
        @Nullable String campaign,
        @Nullable String source,
        @Nullable String minPrice,
        @Nullable String pingId,
        Map<String, @Nullable String> fields,
        @Nullable Consent consent) {

    /** What of a whole lead is its ping: all but the sensitive fields, which go with the post. */
    Submission pingPart(Vertical vertical) {
        Map<String, @Nullable String> part = new LinkedHashMap<>(fields);
        part.keySet().removeIf(name -> {
            Field field = vertical.fieldNamed(name);
            return field != null && field.dataClass() == DataClass.SENSITIVE;
        });
        return new Submission(campaign, source, minPrice, pingId, part, consent);
    }

    /** Shows no value: submissions carry personal data. */
    @Override
    public String toString() {
        return "Submission[" + fields.size() + " fields]";
    }
}
