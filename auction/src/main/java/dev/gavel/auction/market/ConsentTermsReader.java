package dev.gavel.auction.market;

import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.lead.ConsentTerms;
import dev.gavel.auction.lead.ConsentTerms.Naming;
import dev.gavel.auction.lead.ConsentTerms.Part;
import dev.gavel.auction.lead.ConsentTerms.Proof;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what a vertical or a campaign asks of a consent. A campaign may ask for more than its vertical does, never for less. */
final class ConsentTermsReader {

    private static final Duration LEAST_AGE = Duration.ofMinutes(1);

    private ConsentTermsReader() {}

    /** The terms of a vertical: what it does not say, it does not ask. */
    static ConsentTerms ofVertical(Item item) {
        Section section = item.section("a map such as {max_age: 365d, named_sellers: individually}");
        ConsentTerms least = ConsentTerms.LEAST;
        ConsentTerms terms = least.withMaxAge(section.optional("max_age")
                        .map(ConsentTermsReader::readAge)
                        .orElse(least.maxAge()))
                .withNaming(section.optional("named_sellers")
                        .map(ConsentTermsReader::readNaming)
                        .orElse(least.naming()))
                .withProof(section.optional("proof")
                        .map(ConsentTermsReader::readProof)
                        .orElse(least.proof()))
                .withParts(section.optional("requires")
                        .map(ConsentTermsReader::readParts)
                        .orElse(least.parts()))
                .withMethods(section.optional("methods")
                        .map(ConsentTermsReader::readMethods)
                        // None is left only after a problem.
                        .filter(methods -> !methods.isEmpty())
                        .orElse(least.methods()));
        section.close();
        return terms;
    }

    /**
     * The terms of a campaign, from its gate settings.
     *
     * @param law those of its vertical
     */
    static ConsentTerms ofCampaign(Section gates, ConsentTerms law) {
        ConsentTerms usual = ConsentTerms.STANDARD;
        ConsentTerms terms = usual.withMaxAge(readMaxAge(gates, usual, law))
                .withNaming(readNaming(gates, usual, law))
                .withProof(readProof(gates, usual, law))
                .withParts(gates.optional("consent_requires")
                        .map(ConsentTermsReader::readParts)
                        .orElse(usual.parts()))
                .withMethods(readMethods(gates, usual, law))
                .withAllChannels(gates.optional("consent_channels")
                        .map(item -> item.word(List.of("some", "all"), "cover").equals("all"))
                        .orElse(usual.allChannels()));
        return terms.and(law);
    }

    /** What holds for a campaign that says nothing: the usual, as far as the vertical lets it be, and else what the vertical says. */
    static ConsentTerms ofNothing(ConsentTerms law) {
        ConsentTerms usual = ConsentTerms.STANDARD;
        return usual.withMethods(common(usual.methods(), law)).and(law);
    }

    private static Duration readMaxAge(Section gates, ConsentTerms usual, ConsentTerms law) {
        Optional<Item> item = gates.optional("consent_max_age");
        Duration age = item.map(ConsentTermsReader::readAge).orElse(usual.maxAge());
        if (age.compareTo(law.maxAge()) > 0) {
            item.ifPresent(asked -> asked.problem(looser(Durations.format(law.maxAge()))));
        }
        return age;
    }

    private static Naming readNaming(Section gates, ConsentTerms usual, ConsentTerms law) {
        Optional<Item> item = gates.optional("named_sellers");
        Naming naming = item.map(ConsentTermsReader::readNaming).orElse(usual.naming());
        if (law.namesBuyers()) {
            item.filter(asked -> asked.isText("false")).ifPresent(asked -> asked.problem(looser(wordOf(law.naming()))));
        }
        return naming;
    }

    /** {@code certificate_required} is the older spelling of the first two constants. */
    private static Proof readProof(Section gates, ConsentTerms usual, ConsentTerms law) {
        Optional<Item> item = gates.optional("consent_proof");
        Optional<Item> older = gates.optional("certificate_required");
        if (item.isPresent()) {
            older.ifPresent(asked -> asked.problem("says the same as consent_proof (expected: one of them)"));
        }
        Proof proof = item.map(ConsentTermsReader::readProof)
                .or(() -> older.map(asked -> asked.yesOrNo() ? Proof.CERTIFICATE : Proof.ASSERTED))
                .orElse(usual.proof());
        if (proof.compareTo(law.proof()) < 0) {
            item.or(() -> older).ifPresent(asked -> asked.problem(looser(Item.wordOf(law.proof()))));
        }
        return proof;
    }

    private static Set<Consent.Method> readMethods(Section gates, ConsentTerms usual, ConsentTerms law) {
        Optional<Item> item = gates.optional("consent_methods");
        Set<Consent.Method> methods = item.map(ConsentTermsReader::readMethods).orElse(usual.methods());
        if (!law.methods().containsAll(methods)) {
            item.ifPresent(asked ->
                    asked.problem("takes what the vertical does not (expected: some of " + words(law.methods()) + ")"));
        }
        // What the vertical forbids was reported, or nobody asked for it.
        return common(methods, law);
    }

    /** Something must be left to go on with. */
    private static Set<Consent.Method> common(Set<Consent.Method> methods, ConsentTerms law) {
        Set<Consent.Method> allowed = EnumSet.noneOf(Consent.Method.class);
        allowed.addAll(methods);
        allowed.retainAll(law.methods());
        return allowed.isEmpty() ? law.methods() : allowed;
    }

    private static String looser(String least) {
        return "asks for less than the vertical does (expected: at least " + least + ")";
    }

    private static Duration readAge(Item item) {
        return item.duration(LEAST_AGE, ConsentTerms.MOST_AGE);
    }

    private static Naming readNaming(Item item) {
        if (item.isText("individually")) {
            return Naming.INDIVIDUALLY;
        }
        return item.word(List.of("false", "true", "individually"), "setting").equals("true")
                ? Naming.NAMED
                : Naming.ANYBODY;
    }

    private static Proof readProof(Item item) {
        return item.constant(Proof.values(), "proof");
    }

    private static Set<Part> readParts(Item item) {
        Set<Part> parts = EnumSet.noneOf(Part.class);
        item.items("parts of a consent such as sellers, method, channels")
                .forEach(part -> parts.add(part.constant(Part.values(), "part")));
        return parts;
    }

    private static Set<Consent.Method> readMethods(Item item) {
        Set<Consent.Method> methods = EnumSet.noneOf(Consent.Method.class);
        List<String> words =
                ConsentTerms.ALL_METHODS.stream().map(Item::wordOf).sorted().toList();
        for (Item method : item.items("methods such as web_form, phone_recording")) {
            String word = method.word(words, "method");
            Arrays.stream(Consent.Method.values())
                    .filter(constant -> Item.wordOf(constant).equals(word))
                    .forEach(methods::add);
        }
        return methods;
    }

    /** As it is written in a campaign's settings. */
    static String wordOf(Naming naming) {
        return switch (naming) {
            case ANYBODY -> "false";
            case NAMED -> "true";
            case INDIVIDUALLY -> "individually";
        };
    }

    /** In the order of the alphabet. */
    static String words(Collection<? extends Enum<?>> constants) {
        return String.join(", ", constants.stream().map(Item::wordOf).sorted().toList());
    }
}
