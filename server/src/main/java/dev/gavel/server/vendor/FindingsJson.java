package dev.gavel.server.vendor;

import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.Finding;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** What the gates found, as JSON. Holds no value of the lead that names or reaches the consumer. Thread safety: stateless. */
final class FindingsJson {

    private FindingsJson() {}

    /** A member {@code gates}, for an event: codes without their sentences. */
    static void writeShort(JsonGenerator json, List<Finding> findings) {
        write(json, "gates", findings, false);
    }

    /** A member for those who ask why. */
    static void writeWhole(JsonGenerator json, String name, List<Finding> findings) {
        write(json, name, findings, true);
    }

    private static void write(JsonGenerator json, String name, List<Finding> findings, boolean whole) {
        json.writeArrayPropertyStart(name);
        for (Finding finding : findings) {
            json.writeStartObject();
            json.writeStringProperty("gate", finding.gate());
            json.writeStringProperty("verdict", finding.verdict().kind().name().toLowerCase(Locale.ROOT));
            writeReason(json, finding, whole);
            json.writeStringProperty("rules", finding.ruleVersion());
            writeBasis(json, finding.basis());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeReason(JsonGenerator json, Finding finding, boolean whole) {
        Reason reason = finding.verdict().reason();
        if (reason == null) {
            return;
        }
        json.writeNumberProperty("code", reason.code());
        if (whole) {
            json.writeStringProperty("name", reason.text());
            json.writeStringProperty("message", reason.message());
        }
        String field = finding.verdict().field();
        if (field != null) {
            json.writeStringProperty("field", field);
        }
    }

    private static void writeBasis(JsonGenerator json, Map<String, String> basis) {
        if (basis.isEmpty()) {
            return;
        }
        json.writeObjectPropertyStart("basis");
        basis.forEach(json::writeStringProperty);
        json.writeEndObject();
    }
}
