package dev.gavel.server.vendor;

import dev.gavel.auction.award.Asked;
import dev.gavel.auction.award.Candidate;
import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.cap.CapLedger;
import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.Lead;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a {@link RememberedPing}: a version, then its parts in order, lists behind a count. Redis keeps them for every accepted ping, and
 * most of them are the claims of candidates, which are much alike: each claim is written as its difference from the one before.
 *
 * <p>Thread safety: any thread; each has its own writer.
 */
final class RememberedPingCodec {

    private static final int VERSION = 4;
    /** Without the capture of the consent; leads that are stored have it. */
    private static final int VERSION_WITHOUT_CAPTURE = 3;
    /** The same, and without the signals beside the consent. */
    private static final int VERSION_WITHOUT_SIGNALS = 2;

    private static final Consent.Gpc[] GPC = Consent.Gpc.values();
    private static final Consent.Method[] METHODS = Consent.Method.values();
    private static final Consent.Channel[] CHANNELS = Consent.Channel.values();
    private static final CapClaim NO_CLAIM = new CapClaim("", 0, 0, 0, 0);
    private static final ThreadLocal<MemoryWriter> WRITER = ThreadLocal.withInitial(MemoryWriter::new);

    private RememberedPingCodec() {}

    static byte[] encode(RememberedPing ping) {
        return write(ping).take();
    }

    /** Writes the bytes of a ping, for this thread to take or seal them at once. */
    static MemoryWriter write(RememberedPing ping) {
        MemoryWriter out = WRITER.get();
        out.writeNumber(VERSION);
        out.writeText(ping.campaign());
        out.writeText(ping.vendor());
        out.writeText(ping.source());
        out.writeNumber(ping.marketVersion());
        writeFields(out, ping.fields());
        writeConsent(out, ping.consent());
        writeTexts(out, ping.consumerKeys());
        writeCandidates(out, ping.candidates());
        return out;
    }

    /**
     * Writes the bytes of a ping as it will be remembered, straight from what it is decided by, for this thread to take or seal them at once.
     *
     * @param options what the ledger is asked about
     */
    static MemoryWriter write(Ping ping, Asked asked, List<CapLedger.Option> options) {
        MemoryWriter out = WRITER.get();
        out.writeNumber(VERSION);
        out.writeText(ping.campaign().campaign().id());
        out.writeText(ping.vendor());
        out.writeText(ping.source());
        out.writeNumber(ping.market().market().version());
        writeFields(out, ping.lead());
        writeConsent(out, ping.consent());
        writeTexts(out, ping.consumerKeys());
        writeCandidates(out, asked, options);
        return out;
    }

    /** @throws IllegalArgumentException when the bytes are of another version or cut short */
    static RememberedPing decode(byte[] bytes) {
        MemoryReader in = new MemoryReader(bytes);
        long version = in.readNumber();
        if (version < VERSION_WITHOUT_SIGNALS || version > VERSION) {
            throw new IllegalArgumentException("version: " + version + " (expected: " + VERSION + ")");
        }
        return new RememberedPing(
                in.readText(),
                in.readText(),
                in.readText(),
                in.readNumber(),
                readFields(in),
                readConsent(in, version),
                readTexts(in),
                readCandidates(in));
    }

    private static void writeFields(MemoryWriter out, Map<String, String> fields) {
        out.writeNumber(fields.size());
        for (Map.Entry<String, String> field : fields.entrySet()) {
            out.writeText(field.getKey());
            out.writeText(field.getValue());
        }
    }

    /** The valid fields of a lead in canonical spelling. */
    private static void writeFields(MemoryWriter out, Lead lead) {
        List<Field> fields = lead.vertical().fields();
        int count = 0;
        for (int i = 0; i < fields.size(); i++) {
            count += lead.has(fields.get(i).index()) ? 1 : 0;
        }
        out.writeNumber(count);
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            String value = lead.canonical(field.index());
            if (value != null) {
                out.writeText(field.name());
                out.writeText(value);
            }
        }
    }

    private static Map<String, String> readFields(MemoryReader in) {
        int count = in.readCount();
        Map<String, String> fields = LinkedHashMap.newLinkedHashMap(count);
        for (int i = 0; i < count; i++) {
            fields.put(in.readText(), in.readText());
        }
        return fields;
    }

    private static void writeConsent(MemoryWriter out, @Nullable Consent consent) {
        out.writeNumber(consent == null ? 0 : 1);
        if (consent == null) {
            return;
        }
        out.writeText(consent.text());
        out.writeText(consent.url());
        out.writeText(consent.ip());
        out.writeText(consent.userAgent());
        writeTime(out, consent.timestamp());
        out.writeText(consent.language());
        writeTexts(out, consent.sellers());
        out.writeText(consent.trustedFormCertUrl());
        out.writeText(consent.jornayaLeadId());
        writeSignals(out, consent.signals());
        writeCapture(out, consent.capture());
    }

    /** A method, a sum of bits, and 0 or an offset in seconds and one. */
    @SuppressWarnings("EnumOrdinal") // constants are only ever added behind the others
    private static void writeCapture(MemoryWriter out, Consent.Capture capture) {
        out.writeNumber(capture.method().ordinal());
        int bits = 0;
        for (Consent.Channel channel : CHANNELS) {
            bits |= capture.channels().contains(channel) ? 1 << channel.ordinal() : 0;
        }
        out.writeNumber(bits);
        ZoneOffset offset = capture.offset();
        out.writeNumber(offset == null ? 0 : zigzag(offset.getTotalSeconds()) + 1);
    }

    private static long zigzag(int number) {
        return (number << 1 ^ number >> 31) & 0xFFFF_FFFFL;
    }

    private static Consent.Capture readCapture(MemoryReader in) {
        long method = in.readNumber();
        long bits = in.readNumber();
        long offset = in.readNumber() - 1;
        if (method < 0 || method >= METHODS.length || bits < 0 || bits >= 1L << CHANNELS.length) {
            throw new IllegalArgumentException("a remembered ping has a consent of another version");
        }
        Set<Consent.Channel> channels = EnumSet.noneOf(Consent.Channel.class);
        for (int i = 0; i < CHANNELS.length; i++) {
            if ((bits & 1L << i) != 0) {
                channels.add(CHANNELS[i]);
            }
        }
        return new Consent.Capture(METHODS[(int) method], channels, offset < 0 ? null : offset(offset));
    }

    private static ZoneOffset offset(long zigzag) {
        long seconds = zigzag >>> 1 ^ -(zigzag & 1);
        if (Math.abs(seconds) > ZoneOffset.MAX.getTotalSeconds()) {
            throw new IllegalArgumentException("a remembered ping has a clock of no zone");
        }
        return ZoneOffset.ofTotalSeconds((int) seconds);
    }

    @SuppressWarnings("EnumOrdinal") // constants are only ever added behind the others
    private static void writeSignals(MemoryWriter out, Consent.Signals signals) {
        out.writeNumber(signals.gpc().ordinal());
        writeTime(out, signals.formStartedAt());
        writeTime(out, signals.directedAt());
    }

    private static @Nullable Consent readConsent(MemoryReader in, long version) {
        return in.readNumber() == 0
                ? null
                : new Consent(
                        in.readOptional(),
                        in.readOptional(),
                        in.readOptional(),
                        in.readOptional(),
                        readTime(in),
                        in.readOptional(),
                        readTexts(in),
                        in.readOptional(),
                        in.readOptional(),
                        version == VERSION_WITHOUT_SIGNALS ? Consent.Signals.NONE : readSignals(in),
                        version <= VERSION_WITHOUT_CAPTURE ? Consent.Capture.NONE : readCapture(in));
    }

    private static Consent.Signals readSignals(MemoryReader in) {
        long gpc = in.readNumber();
        if (gpc < 0 || gpc >= GPC.length) {
            throw new IllegalArgumentException("gpc: " + gpc + " (expected: less than " + GPC.length + ")");
        }
        return new Consent.Signals(GPC[(int) gpc], readTime(in), readTime(in));
    }

    private static void writeTime(MemoryWriter out, @Nullable Instant time) {
        out.writeNumber(time == null ? 0 : 1);
        if (time != null) {
            out.writeSigned(time.getEpochSecond());
            out.writeNumber(time.getNano());
        }
    }

    private static @Nullable Instant readTime(MemoryReader in) {
        if (in.readNumber() == 0) {
            return null;
        }
        try {
            return Instant.ofEpochSecond(in.readSigned(), in.readNumber());
        } catch (DateTimeException | ArithmeticException cause) {
            throw new IllegalArgumentException("a remembered ping has a time that is none", cause);
        }
    }

    private static void writeCandidates(MemoryWriter out, List<RememberedPing.Kept> candidates) {
        out.writeNumber(candidates.size());
        CapClaim previous = NO_CLAIM;
        for (RememberedPing.Kept kept : candidates) {
            out.writeText(kept.contract());
            out.writeSigned(kept.priceMicros());
            out.writeSigned(kept.payoutMicros());
            out.writeText(kept.bidReference());
            out.writeNumber(kept.claims().size());
            for (CapClaim claim : kept.claims()) {
                writeClaim(out, previous, claim);
                previous = claim;
            }
        }
    }

    private static void writeCandidates(MemoryWriter out, Asked asked, List<CapLedger.Option> options) {
        out.writeNumber(asked.candidates().size());
        CapClaim previous = NO_CLAIM;
        for (int i = 0; i < asked.candidates().size(); i++) {
            Candidate candidate = asked.candidates().get(i);
            out.writeText(candidate.bid().contract().id());
            out.writeSigned(candidate.priceMicros());
            out.writeSigned(candidate.payoutMicros());
            out.writeText(candidate.bid().reference());
            List<CapClaim> claims = i < options.size() ? options.get(i).claims() : List.of();
            out.writeNumber(claims.size());
            for (int c = 0; c < claims.size(); c++) {
                writeClaim(out, previous, claims.get(c));
                previous = claims.get(c);
            }
        }
    }

    private static List<RememberedPing.Kept> readCandidates(MemoryReader in) {
        int count = in.readCount();
        List<RememberedPing.Kept> candidates = new ArrayList<>(count);
        CapClaim previous = NO_CLAIM;
        for (int i = 0; i < count; i++) {
            String contract = in.readText();
            long priceMicros = in.readSigned();
            long payoutMicros = in.readSigned();
            String bidReference = in.readOptional();
            int claimCount = in.readCount();
            List<CapClaim> claims = new ArrayList<>(claimCount);
            for (int j = 0; j < claimCount; j++) {
                previous = readClaim(in, previous);
                claims.add(previous);
            }
            candidates.add(new RememberedPing.Kept(contract, priceMicros, payoutMicros, bidReference, claims));
        }
        return candidates;
    }

    private static void writeClaim(MemoryWriter out, CapClaim previous, CapClaim claim) {
        out.writeTextAfter(previous.counter(), claim.counter());
        out.writeSigned(claim.windowStartSeconds() - previous.windowStartSeconds());
        out.writeSigned(claim.windowEndSeconds() - previous.windowEndSeconds());
        out.writeSigned(claim.limit() - previous.limit());
        out.writeSigned(claim.amount() - previous.amount());
    }

    private static CapClaim readClaim(MemoryReader in, CapClaim previous) {
        return new CapClaim(
                in.readTextAfter(previous.counter()),
                previous.windowStartSeconds() + in.readSigned(),
                previous.windowEndSeconds() + in.readSigned(),
                previous.limit() + in.readSigned(),
                previous.amount() + in.readSigned());
    }

    private static void writeTexts(MemoryWriter out, List<String> texts) {
        out.writeNumber(texts.size());
        for (String text : texts) {
            out.writeText(text);
        }
    }

    private static List<String> readTexts(MemoryReader in) {
        int count = in.readCount();
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(in.readText());
        }
        return texts;
    }
}
