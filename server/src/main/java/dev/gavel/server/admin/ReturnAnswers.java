package dev.gavel.server.admin;

import dev.gavel.auction.money.Money;
import dev.gavel.auction.reason.Reason;
import dev.gavel.persistence.crypto.DecryptionException;
import dev.gavel.persistence.crypto.PiiCipher;
import dev.gavel.persistence.crypto.TenantKeys;
import dev.gavel.persistence.postgres.NewReturn;
import dev.gavel.persistence.postgres.SaleReturn;
import dev.gavel.server.access.Principal;
import dev.gavel.server.http.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Writes returns for those who may see them: the buyer learns nothing of the vendor and its payout, the vendor nothing of the buyer and its price.
 *
 * <p>Thread safety: stateless.
 */
final class ReturnAnswers {

    private ReturnAnswers() {}

    static byte[] one(SaleReturn stands, Principal reader, TenantKeys keys) {
        return Json.object(json -> write(json, stands, reader, keys));
    }

    static byte[] refused(Reason reason) {
        return Json.object(json -> {
            json.writeStringProperty("status", "refused");
            json.writeObjectPropertyStart("reason");
            json.writeNumberProperty("code", reason.code());
            json.writeStringProperty("name", reason.text());
            json.writeStringProperty("message", reason.message());
            json.writeEndObject();
        });
    }

    static byte[] list(List<SaleReturn> returns, int limit, Principal reader, TenantKeys keys) {
        return Json.object(json -> {
            json.writeArrayPropertyStart("returns");
            for (SaleReturn stands : returns) {
                json.writeStartObject();
                write(json, stands, reader, keys);
                json.writeEndObject();
            }
            json.writeEndArray();
            Json.writeNullable(
                    json,
                    "next_before",
                    returns.size() < limit ? null : returns.getLast().returnId());
        });
    }

    private static void write(JsonGenerator json, SaleReturn stands, Principal reader, TenantKeys keys) {
        json.writeStringProperty("status", stands.state().name().toLowerCase(Locale.ROOT));
        json.writeStringProperty("return_id", stands.returnId());
        json.writeStringProperty("lead_id", stands.leadId());
        json.writeStringProperty("campaign", stands.campaign());
        json.writeStringProperty("currency", stands.currency());
        json.writeStringProperty("reason", stands.reason());
        json.writeStringProperty("sold_at", stands.soldAt().toString());
        json.writeStringProperty("requested_at", stands.requestedAt().toString());
        json.writeStringProperty("expires_at", stands.expiresAt().toString());
        writeTime(json, "decided_at", stands.decidedAt());
        if (reader.vendor() == null) {
            writeBuyersPart(json, stands, keys);
        }
        if (reader.buyer() == null) {
            writeVendorsPart(json, stands);
        }
        if (reader.vendor() == null && reader.buyer() == null) {
            writeTenantsPart(json, stands);
        }
    }

    private static void writeBuyersPart(JsonGenerator json, SaleReturn stands, TenantKeys keys) {
        json.writeStringProperty("delivery_id", stands.deliveryId());
        json.writeStringProperty("contract", stands.contract());
        json.writeStringProperty("buyer", stands.buyer());
        json.writeStringProperty("price", Money.format(stands.priceMicros()));
        json.writeStringProperty("amount", Money.format(stands.amountMicros()));
        json.writeStringProperty("refund", Money.format(stands.refundMicros()));
        Json.writeNullable(json, "note", stands.note());
        Json.writeNullable(json, "evidence", evidence(stands, keys));
    }

    private static void writeVendorsPart(JsonGenerator json, SaleReturn stands) {
        json.writeStringProperty("ping_id", stands.pingId());
        json.writeStringProperty("leg", stands.legId());
        json.writeStringProperty("payout", Money.format(stands.payoutMicros()));
        json.writeStringProperty("clawback", Money.format(stands.clawbackMicros()));
    }

    private static void writeTenantsPart(JsonGenerator json, SaleReturn stands) {
        json.writeStringProperty("vendor", stands.vendor());
        json.writeBooleanProperty("cap_given_back", stands.capGivenBack());
        json.writeStringProperty("requested_by", stands.requestedBy());
        Json.writeNullable(json, "decided_by", stands.decidedBy());
    }

    private static void writeTime(JsonGenerator json, String name, @Nullable Instant at) {
        Json.writeNullable(json, name, at == null ? null : at.toString());
    }

    /** Null also when the key that sealed it was destroyed. */
    private static @Nullable String evidence(SaleReturn stands, TenantKeys keys) {
        byte[] sealed = stands.evidence();
        if (sealed == null) {
            return null;
        }
        try {
            return new String(PiiCipher.open(keys, sealed, boundTo(stands.returnId())), StandardCharsets.UTF_8);
        } catch (DecryptionException _) {
            return null;
        }
    }

    static NewReturn.@Nullable Evidence sealed(@Nullable String evidence, String returnId, TenantKeys keys) {
        return evidence == null
                ? null
                : new NewReturn.Evidence(
                        PiiCipher.seal(keys, evidence.getBytes(StandardCharsets.UTF_8), boundTo(returnId)));
    }

    private static byte[] boundTo(String returnId) {
        return returnId.getBytes(StandardCharsets.US_ASCII);
    }
}
