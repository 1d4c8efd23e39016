package dev.gavel.server.evidence;

import dev.gavel.auction.contract.CertificateVerifier;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Phase;
import dev.gavel.gates.Facts;
import dev.gavel.server.http.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * What is sent to an issuer about one certificate. With a post's facts the consumer goes along, so that the issuer can say whose it is: to
 * TrustedForm as the hashes that it keeps itself, to Jornaya as the API asks for it.
 *
 * @param url where to; holds no data of the consumer
 * @param whole whether the certificate is to be matched with the consumer and kept
 */
record VerifierRequest(String url, String contentType, byte[] body, boolean whole) {

    private static final String[] PROPERTIES = {"created_at", "page_url", "domain"};

    /**
     * The request for a certificate.
     *
     * @param id of the certificate, letters, digits and hyphens
     * @param parameters the verifier's, with its secrets
     * @param reference Gavel's id of the lead
     */
    static VerifierRequest of(
            CertificateVerifier verifier, String id, Map<String, String> parameters, Facts facts, String reference) {
        boolean whole = facts.phase() == Phase.POST;
        return switch (verifier.issuer()) {
            case TRUSTEDFORM -> trustedForm(verifier, id, facts, reference, whole);
            case JORNAYA -> jornaya(verifier, id, parameters, facts, reference, whole);
        };
    }

    private static VerifierRequest trustedForm(
            CertificateVerifier verifier, String id, Facts facts, String reference, boolean whole) {
        byte[] body = Json.object(json -> {
            if (whole) {
                writeMatch(json, facts.lead());
                if (verifier.retains()) {
                    writeRetain(json, facts, reference);
                }
            }
            json.writeObjectPropertyStart("insights");
            json.writeArrayPropertyStart("properties");
            for (String property : PROPERTIES) {
                json.writeString(property);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
        String base = verifier.url();
        String url = (base.endsWith("/") ? base : base + "/") + id;
        return new VerifierRequest(url, "application/json", body, whole);
    }

    private static void writeMatch(JsonGenerator json, Lead lead) {
        json.writeObjectPropertyStart("match_lead");
        String email = email(lead);
        if (email != null) {
            json.writeStringProperty("email", sha1(email));
        }
        String phone = phone(lead);
        if (phone != null) {
            json.writeStringProperty("phone", sha1(phone));
        }
        json.writeEndObject();
    }

    private static void writeRetain(JsonGenerator json, Facts facts, String reference) {
        json.writeObjectPropertyStart("retain");
        json.writeStringProperty("reference", reference);
        if (facts.vendor() != null) {
            json.writeStringProperty("vendor", facts.vendor().id());
        }
        json.writeEndObject();
    }

    private static VerifierRequest jornaya(
            CertificateVerifier verifier,
            String id,
            Map<String, String> parameters,
            Facts facts,
            String reference,
            boolean whole) {
        Map<String, String> form = new LinkedHashMap<>(parameters);
        form.put("id", id);
        form.put("format", "json");
        if (whole) {
            form.put("recordid", reference);
            form.put("data", data(facts.lead()));
        }
        StringJoiner text = new StringJoiner("&");
        form.forEach((name, value) -> text.add(encoded(name) + "=" + encoded(value)));
        return new VerifierRequest(
                verifier.url(),
                "application/x-www-form-urlencoded",
                text.toString().getBytes(StandardCharsets.US_ASCII),
                whole);
    }

    private static String data(Lead lead) {
        StringJoiner data = new StringJoiner("|");
        String phone = phone(lead);
        if (phone != null) {
            data.add("phone1;" + phone);
        }
        String email = email(lead);
        if (email != null) {
            data.add("email;" + email);
        }
        return data.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Ten digits. */
    private static @Nullable String phone(Lead lead) {
        Field field = lead.vertical().fieldNamed("phone");
        return field == null || !lead.has(field.index()) ? null : Long.toString(lead.code(field.index()));
    }

    private static @Nullable String email(Lead lead) {
        Field field = lead.vertical().fieldNamed("email");
        return field == null ? null : lead.canonical(field.index());
    }

    private static String sha1(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    /** Shows nothing of the consumer. */
    @Override
    public String toString() {
        return "VerifierRequest[whole=" + whole + "]";
    }
}
