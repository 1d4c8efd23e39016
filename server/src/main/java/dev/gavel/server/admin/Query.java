package dev.gavel.server.admin;

import dev.gavel.server.http.Call;
import dev.gavel.server.http.Form;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind a call's question mark.
 *
 * <p>Thread safety: immutable.
 */
final class Query {

    private static final int MOST_PARAMETERS = 32;
    private static final int USUAL_LIMIT = 100;
    private static final int MOST_LIMIT = 1_000;

    private final Map<String, List<String>> values;

    private Query(Map<String, List<String>> values) {
        this.values = values;
    }

    static Query of(Call call) {
        try {
            return new Query(Form.read(call.query().getBytes(StandardCharsets.UTF_8), MOST_PARAMETERS));
        } catch (IllegalArgumentException _) {
            throw Members.invalid(
                    "query", "well-formed percent-encoding of at most " + MOST_PARAMETERS + " parameters");
        }
    }

    @Nullable
    String text(String name) {
        List<String> found = values.get(name);
        return found == null || found.getFirst().isEmpty() ? null : found.getFirst();
    }

    /** One of an enum's constants in lower case, or null. */
    <E extends Enum<E>> @Nullable E constant(String name, Class<E> type) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        try {
            return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException _) {
            throw Members.invalid(name, "one of the documented words");
        }
    }

    /** How many rows, 1 to 1000; 100 when nothing is said. */
    int limit() {
        String text = text("limit");
        if (text == null) {
            return USUAL_LIMIT;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException _) {
            // refused below
        }
        throw Members.invalid("limit", "a whole number from 1 to " + MOST_LIMIT);
    }
}
