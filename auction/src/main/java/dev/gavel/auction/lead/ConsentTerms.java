package dev.gavel.auction.lead;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What is asked of a consent beyond the parts that every consent must have (text, time, language, and where from). A vertical's terms are what its
 * law asks; a campaign's are at least those.
 *
 * <p>Thread safety: immutable.
 *
 * @param maxAge older consent is refused
 * @param naming whether it must name the company that the lead goes to
 * @param proof how far the vendor's word is enough
 * @param parts parts that must have been received, too
 * @param methods those by which it may have been taken, where it was said; never empty
 * @param allChannels whether it must cover every way in which a buyer may call; else one of them is enough, and the buyer is held to it
 */
public record ConsentTerms(
        Duration maxAge,
        Naming naming,
        Proof proof,
        Set<Part> parts,
        Set<Consent.Method> methods,
        boolean allChannels) {

    /** What holds for a campaign that says nothing, in a vertical that asks for nothing. */
    public static final ConsentTerms STANDARD = new ConsentTerms(
            Duration.ofDays(30),
            Naming.ANYBODY,
            Proof.CERTIFICATE,
            Set.of(),
            Set.of(Consent.Method.WEB_FORM, Consent.Method.CHAT),
            false);

    /** The longest time for which any consent is good. */
    public static final Duration MOST_AGE = Duration.ofDays(3_650);

    /** The methods that there are. */
    public static final Set<Consent.Method> ALL_METHODS = Collections.unmodifiableSet(
            EnumSet.complementOf(EnumSet.of(Consent.Method.NOT_SENT, Consent.Method.UNREADABLE)));

    /** Asks for nothing beyond the parts that every consent must have. */
    public static final ConsentTerms LEAST =
            new ConsentTerms(MOST_AGE, Naming.ANYBODY, Proof.ASSERTED, Set.of(), ALL_METHODS, false);

    public ConsentTerms {
        requireNonNull(maxAge, "maxAge");
        requireNonNull(naming, "naming");
        requireNonNull(proof, "proof");
        parts = Set.copyOf(parts);
        methods = Set.copyOf(methods);
        if (methods.isEmpty()) {
            throw new IllegalArgumentException("methods: none (expected: at least one)");
        }
    }

    /** Whether a consent must name the company that the lead goes to. The constants go from lax to strict. */
    public enum Naming {
        /** It need not. */
        ANYBODY,
        /** One of the company's names must stand in it. */
        NAMED,
        /** The same; and what stands for a company without being its name ("our partners", a link to a list) does not count. */
        INDIVIDUALLY
    }

    /** How far the vendor's word is enough. The constants go from lax to strict. */
    public enum Proof {
        /** What the vendor says is enough. */
        ASSERTED,
        /** The vendor must name a certificate. */
        CERTIFICATE,
        /** The certificate's issuer must have said that it is genuine and this lead's. */
        VERIFIED
    }

    /** A part of a consent that not every policy asks for. */
    public enum Part {
        SELLERS,
        METHOD,
        CHANNELS,
        TRUSTEDFORM,
        JORNAYA
    }

    /** The same, with another greatest age. */
    public ConsentTerms withMaxAge(Duration age) {
        return new ConsentTerms(age, naming, proof, parts, methods, allChannels);
    }

    /** The same, asking for names in another way. */
    public ConsentTerms withNaming(Naming other) {
        return new ConsentTerms(maxAge, other, proof, parts, methods, allChannels);
    }

    /** The same, believing more or less. */
    public ConsentTerms withProof(Proof other) {
        return new ConsentTerms(maxAge, naming, other, parts, methods, allChannels);
    }

    /** The same, asking for other parts. */
    public ConsentTerms withParts(Set<Part> others) {
        return new ConsentTerms(maxAge, naming, proof, others, methods, allChannels);
    }

    /** The same, taking consent by other methods. */
    public ConsentTerms withMethods(Set<Consent.Method> others) {
        return new ConsentTerms(maxAge, naming, proof, parts, others, allChannels);
    }

    /** The same, asking that every way of calling is covered, or one. */
    public ConsentTerms withAllChannels(boolean all) {
        return new ConsentTerms(maxAge, naming, proof, parts, methods, all);
    }

    /** Whether a lead that passes may still not go to every buyer. */
    public boolean namesBuyers() {
        return naming != Naming.ANYBODY;
    }

    /**
     * The stricter of both, part by part.
     *
     * @throws IllegalArgumentException when they share no method
     */
    public ConsentTerms and(ConsentTerms other) {
        Set<Part> all = EnumSet.noneOf(Part.class);
        all.addAll(parts);
        all.addAll(other.parts);
        Set<Consent.Method> common = EnumSet.noneOf(Consent.Method.class);
        common.addAll(methods);
        common.retainAll(other.methods);
        return new ConsentTerms(
                maxAge.compareTo(other.maxAge) <= 0 ? maxAge : other.maxAge,
                naming.compareTo(other.naming) >= 0 ? naming : other.naming,
                proof.compareTo(other.proof) >= 0 ? proof : other.proof,
                all,
                common,
                allChannels || other.allChannels);
    }
}
