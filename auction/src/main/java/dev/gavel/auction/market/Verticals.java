package dev.gavel.auction.market;

import dev.gavel.auction.lead.Vertical;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The verticals that come with Gavel.
 *
 * <p>Thread safety: immutable.
 */
public final class Verticals {

    private static final List<String> NAMES =
            List.of("auto-insurance", "solar", "medicare", "home-improvement", "legal");

    private static final Map<String, Vertical> STANDARD = load();

    private Verticals() {}

    /** The built-in verticals by name. The same objects each time. */
    public static Map<String, Vertical> standard() {
        return STANDARD;
    }

    private static Map<String, Vertical> load() {
        Map<String, Vertical> verticals = new LinkedHashMap<>();
        for (String name : NAMES) {
            switch (VerticalFile.read(Resource.text(name + ".yaml"))) {
                case VerticalReading.Accepted(Vertical vertical) -> verticals.put(vertical.name(), vertical);
                case VerticalReading.Refused(List<Problem> problems) ->
                    throw new IllegalStateException(name + ".yaml: " + problems);
            }
        }
        return Collections.unmodifiableMap(verticals);
    }
}
