package dev.gavel.server.vendor;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.lead.Consent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a {@link RememberedPing}: a version, then its parts in order; texts are UTF-8 behind a length, lists behind a count, a missing
 * text has length -1.
 *
 * <p>Thread safety: stateless.
 */
final class RememberedPingCodec {

    private static final int VERSION = 1;
    private static final int USUAL_BYTES = 1_024;
    private static final int ABSENT = -1;

    private RememberedPingCodec() {}

    static byte[] encode(RememberedPing ping) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            writeText(out, ping.campaign());
            writeText(out, ping.vendor());
            writeText(out, ping.source());
            out.writeLong(ping.marketVersion());
            out.writeShort(ping.fields().size());
            for (Map.Entry<String, String> field : ping.fields().entrySet()) {
                writeText(out, field.getKey());
                writeText(out, field.getValue());
            }
            writeConsent(out, ping.consent());
            writeTexts(out, ping.consumerKeys());
            out.writeShort(ping.candidates().size());
            for (RememberedPing.Kept kept : ping.candidates()) {
                writeKept(out, kept);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @throws IllegalArgumentException when the bytes are of another version or cut short */
    static RememberedPing decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IllegalArgumentException("version: " + version + " (expected: " + VERSION + ")");
            }
            return new RememberedPing(
                    readText(in),
                    readText(in),
                    readText(in),
                    in.readLong(),
                    readFields(in),
                    readConsent(in),
                    readTexts(in),
                    readCandidates(in));
        } catch (IOException e) {
            throw new IllegalArgumentException("a remembered ping is cut short", e);
        }
    }

    private static Map<String, String> readFields(DataInputStream in) throws IOException {
        int count = in.readShort();
        Map<String, String> fields = LinkedHashMap.newLinkedHashMap(count);
        for (int i = 0; i < count; i++) {
            fields.put(readText(in), readText(in));
        }
        return fields;
    }

    private static void writeConsent(DataOutputStream out, @Nullable Consent consent) throws IOException {
        out.writeBoolean(consent != null);
        if (consent == null) {
            return;
        }
        writeText(out, consent.text());
        writeText(out, consent.url());
        writeText(out, consent.ip());
        writeText(out, consent.userAgent());
        Instant timestamp = consent.timestamp();
        writeText(out, timestamp == null ? null : timestamp.toString());
        writeText(out, consent.language());
        writeTexts(out, consent.sellers());
        writeText(out, consent.trustedFormCertUrl());
        writeText(out, consent.jornayaLeadId());
    }

    private static @Nullable Consent readConsent(DataInputStream in) throws IOException {
        if (!in.readBoolean()) {
            return null;
        }
        String text = readOptional(in);
        String url = readOptional(in);
        String ip = readOptional(in);
        String userAgent = readOptional(in);
        String timestamp = readOptional(in);
        return new Consent(
                text,
                url,
                ip,
                userAgent,
                timestamp == null ? null : Instant.parse(timestamp),
                readOptional(in),
                readTexts(in),
                readOptional(in),
                readOptional(in));
    }

    private static void writeKept(DataOutputStream out, RememberedPing.Kept kept) throws IOException {
        writeText(out, kept.contract());
        out.writeLong(kept.priceMicros());
        out.writeLong(kept.payoutMicros());
        writeText(out, kept.bidReference());
        out.writeShort(kept.claims().size());
        for (CapClaim claim : kept.claims()) {
            writeText(out, claim.counter());
            out.writeLong(claim.windowStartSeconds());
            out.writeLong(claim.windowEndSeconds());
            out.writeLong(claim.limit());
            out.writeLong(claim.amount());
        }
    }

    private static List<RememberedPing.Kept> readCandidates(DataInputStream in) throws IOException {
        int count = in.readShort();
        List<RememberedPing.Kept> candidates = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            candidates.add(new RememberedPing.Kept(
                    readText(in), in.readLong(), in.readLong(), readOptional(in), readClaims(in)));
        }
        return candidates;
    }

    private static List<CapClaim> readClaims(DataInputStream in) throws IOException {
        int count = in.readShort();
        List<CapClaim> claims = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            claims.add(new CapClaim(readText(in), in.readLong(), in.readLong(), in.readLong(), in.readLong()));
        }
        return claims;
    }

    private static void writeTexts(DataOutputStream out, List<String> texts) throws IOException {
        out.writeShort(texts.size());
        for (String text : texts) {
            writeText(out, text);
        }
    }

    private static List<String> readTexts(DataInputStream in) throws IOException {
        int count = in.readShort();
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(readText(in));
        }
        return texts;
    }

    private static void writeText(DataOutputStream out, @Nullable String text) throws IOException {
        if (text == null) {
            out.writeInt(ABSENT);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInputStream in) throws IOException {
        String text = readOptional(in);
        if (text == null) {
            throw new IllegalArgumentException("a remembered ping misses a text");
        }
        return text;
    }

    private static @Nullable String readOptional(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length == ABSENT) {
            return null;
        }
        if (length < 0 || length > in.available()) {
            throw new IllegalArgumentException("a remembered ping is cut short");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
