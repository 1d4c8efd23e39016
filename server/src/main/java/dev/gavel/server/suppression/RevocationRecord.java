package dev.gavel.server.suppression;

import dev.gavel.persistence.crypto.PiiCipher;
import dev.gavel.persistence.crypto.TenantKeys;
import dev.gavel.persistence.postgres.Revocation;
import dev.gavel.persistence.postgres.Revocations;
import dev.gavel.server.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is kept of a revocation under seal, and what a buyer is told of it. Buyers find the consumer by the leads that they bought and by the
 * SHA-256 of phone and e-mail; the address itself never leaves.
 *
 * <p>Thread safety: stateless.
 */
final class RevocationRecord {

    private static final JsonMapper JSON = JsonMapper.shared();

    private RevocationRecord() {}

    /** Who said what, sealed for this revocation. */
    static byte[] seal(TenantKeys keys, String revocationId, Identifiers who, @Nullable String text) {
        byte[] plain = Json.object(json -> {
            writeWho(json, who);
            Json.writeNullable(json, "ten_digits_sha256", who.tenDigits());
            Json.writeNullable(json, "text", text);
        });
        return PiiCipher.seal(keys, plain, revocationId.getBytes(StandardCharsets.US_ASCII));
    }

    /** Who said it. */
    static Identifiers who(TenantKeys keys, Revocation revocation) {
        byte[] plain = PiiCipher.open(
                keys, revocation.sealed(), revocation.revocationId().getBytes(StandardCharsets.US_ASCII));
        JsonNode record = JSON.readTree(plain);
        return new Identifiers(
                textOrNull(record, "phone_sha256"),
                textOrNull(record, "email_sha256"),
                textOrNull(record, "ten_digits_sha256"));
    }

    private static @Nullable String textOrNull(JsonNode record, String name) {
        JsonNode value = record.path(name);
        return value.isString() ? value.asString() : null;
    }

    /** The legs as a JSON array. */
    static String leads(List<Revocations.HeldLeg> held) {
        String object = Json.objectText(json -> {
            json.writeArrayPropertyStart("leads");
            for (Revocations.HeldLeg leg : held) {
                json.writeStartObject();
                json.writeStringProperty("lead_id", leg.leadId());
                json.writeStringProperty("leg", leg.legId());
                json.writeStringProperty("contract", leg.contract());
                Json.writeNullable(json, "reference", leg.reference());
                json.writeStringProperty("delivered_at", leg.deliveredAt().toString());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
        return object.substring(object.indexOf('['), object.length() - 1);
    }

    /** The message to one buyer. */
    static String message(Revocation revocation, Identifiers who, String leads) {
        return Json.objectText(json -> {
            json.writeStringProperty("type", "revocation");
            writeMembers(json, revocation, who, leads);
        });
    }

    /** What a buyer is told, as members of an object. */
    static void writeMembers(JsonGenerator json, Revocation revocation, Identifiers who, String leads) {
        json.writeStringProperty("revocation_id", revocation.revocationId());
        json.writeStringProperty("received_at", revocation.receivedAt().toString());
        json.writeStringProperty("respond_by", revocation.dueAt().toString());
        json.writeStringProperty("channel", revocation.channel());
        Json.writeNullable(json, "jurisdiction", revocation.jurisdiction());
        json.writeObjectPropertyStart("consumer");
        writeWho(json, who);
        json.writeEndObject();
        json.writeName("leads");
        json.writeRawValue(leads);
    }

    private static void writeWho(JsonGenerator json, Identifiers who) {
        Json.writeNullable(json, "phone_sha256", who.phone());
        Json.writeNullable(json, "email_sha256", who.email());
    }
}
