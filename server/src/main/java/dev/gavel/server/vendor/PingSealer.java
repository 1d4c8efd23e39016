package dev.gavel.server.vendor;

import dev.gavel.auction.award.Asked;
import dev.gavel.auction.cap.CapLedger;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.Lead;
import dev.gavel.persistence.crypto.PiiCipher;
import dev.gavel.persistence.crypto.TenantKeys;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns a ping into the sealed bytes that the cap ledger keeps until the post, and back. Sealed under the tenant's data key and bound to the
 * ping's id.
 *
 * <p>Thread safety: stateless.
 */
final class PingSealer {

    /** The sealed memory of a ping: its candidates, with what those claim that the ledger is asked about. */
    byte[] seal(Ping ping, Asked asked, List<CapLedger.Option> options) {
        return RememberedPingCodec.write(ping, asked, options)
                .seal(ping.market().keys(), boundTo(ping.text()));
    }

    /** The whole lead of a post, with what its ping promised: what is stored, and what an unresolved delivery is sent again from. */
    byte[] sealLead(Post post) {
        RememberedPing ping = post.ping();
        RememberedPing whole = new RememberedPing(
                ping.campaign(),
                ping.vendor(),
                ping.source(),
                ping.marketVersion(),
                fieldsOf(post.lead()),
                post.consent(),
                post.consumerKeys(),
                ping.candidates());
        return RememberedPingCodec.write(whole).seal(post.market().keys(), boundTo(post.leadId()));
    }

    /** A text of a lead's, such as the id of its certificate. */
    byte[] sealText(TenantKeys keys, String leadId, String text) {
        return PiiCipher.seal(keys, text.getBytes(StandardCharsets.UTF_8), boundTo(leadId));
    }

    /**
     * A text of a lead's again.
     *
     * @throws RuntimeException when the bytes were not sealed for this lead by this tenant
     */
    String openText(TenantKeys keys, String leadId, byte[] sealed) {
        return new String(PiiCipher.open(keys, sealed, boundTo(leadId)), StandardCharsets.UTF_8);
    }

    /**
     * A stored lead again.
     *
     * @throws RuntimeException when the bytes were not sealed for this lead by this tenant
     */
    RememberedPing openLead(TenantKeys keys, String leadId, byte[] sealed) {
        return RememberedPingCodec.decode(PiiCipher.open(keys, sealed, boundTo(leadId)));
    }

    /**
     * The ping again.
     *
     * @throws RuntimeException when the bytes were not sealed for this ping by this tenant
     */
    RememberedPing open(TenantKeys keys, String pingId, byte[] sealed) {
        return RememberedPingCodec.decode(PiiCipher.open(keys, sealed, boundTo(pingId)));
    }

    /** The valid fields of a lead in canonical spelling. */
    static Map<String, String> fieldsOf(Lead lead) {
        Map<String, String> fields = new HashMap<>();
        for (Field field : lead.vertical().fields()) {
            String value = lead.canonical(field.index());
            if (value != null) {
                fields.put(field.name(), value);
            }
        }
        return fields;
    }

    private static byte[] boundTo(String pingId) {
        return pingId.getBytes(StandardCharsets.US_ASCII);
    }
}
