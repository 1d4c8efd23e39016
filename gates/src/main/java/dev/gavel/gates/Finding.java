package dev.gavel.gates;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One gate's verdict, as it is kept and explained. Carries no value of the lead that names or reaches the consumer.
 *
 * @param gate the gate's name
 * @param ruleVersion the rules that it went by
 * @param basis what the verdict rests on, by name ({@link Gate#basis}); empty where the reason says it all
 */
public record Finding(String gate, String ruleVersion, Verdict verdict, Map<String, String> basis) {

    public Finding {
        requireNonNull(gate, "gate");
        requireNonNull(ruleVersion, "ruleVersion");
        requireNonNull(verdict, "verdict");
        // The order is kept: it is the order in which the gate looked.
        basis = Collections.unmodifiableMap(new LinkedHashMap<>(basis));
    }
}
