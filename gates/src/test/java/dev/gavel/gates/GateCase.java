package dev.gavel.gates;

import dev.gavel.auction.contract.CallChannel;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Campaign.Pricing;
import dev.gavel.auction.contract.Campaign.Ranking;
import dev.gavel.auction.contract.ContactPolicy;
import dev.gavel.auction.contract.DncPolicy;
import dev.gavel.auction.contract.GatePolicy;
import dev.gavel.auction.contract.HoldPolicy;
import dev.gavel.auction.contract.ListPolicy;
import dev.gavel.auction.contract.Schedule;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Phase;
import dev.gavel.auction.money.Margin;
import dev.gavel.auction.reason.Reason;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One row of a decision table: facts and the verdict that they must have. A row says only what differs from the table's {@code given}, and
 * that only what differs from {@code given.yaml}; a null takes a value away.
 *
 * @param expected {@code PASS}, or the kind, the reason and, where the reason is about one, the field: {@code REJECT field_missing zip}
 */
public record GateCase(String name, Facts facts, String expected) {

    private static final Set<String> FACTS = Set.of(
            "phase",
            "now",
            "lead",
            "consent",
            "policy",
            "screening",
            "dnc",
            "vendor",
            "vetting",
            "list_dates",
            "suppressed_by",
            "buyer",
            "aliases",
            "buyer_channels",
            "repeat_window",
            "name",
            "expect");

    /** Reads a row; {@code layers} from the most general to the row itself. */
    static GateCase read(List<JsonNode> layers) {
        for (JsonNode layer : layers) {
            for (String key : layer.propertyNames()) {
                if (!FACTS.contains(key)) {
                    throw new IllegalArgumentException("key: " + key + " (expected: one of " + FACTS + ")");
                }
            }
        }
        Reader reader = new Reader(layers);
        Phase phase = Phase.valueOf(reader.text("phase").toUpperCase(Locale.ROOT));
        Facts facts = Facts.of(
                        phase, campaign(reader), lead(reader), GateConsent.read(reader), moment(reader.text("now")))
                .from(GateParties.vendor(reader), GateParties.source(reader))
                .with(screening(reader))
                .with(dnc(reader))
                .with(listDates(reader))
                .withSuppressedBy(suppressedBy(reader));
        String buyer = reader.textOrNull("buyer");
        if (buyer != null) {
            String window = reader.textOrNull("repeat_window");
            facts = facts.forBuyer(
                    GateTables.buyer(buyer, window == null ? Duration.ZERO : Duration.parse(window))
                            .withVetting(GateParties.vetting(reader))
                            .withAliases(reader.texts("aliases")),
                    ways(reader.texts("buyer_channels"), facts.ways()));
        }
        return new GateCase(reader.text("name"), facts, reader.text("expect"));
    }

    /** How a verdict is written in a table. */
    static String write(Verdict verdict) {
        String text = verdict.kind().name();
        if (verdict.reason() != null) {
            text += " " + verdict.reason().text();
        }
        return verdict.field() == null ? text : text + " " + verdict.field();
    }

    private static Campaign campaign(Reader reader) {
        GatePolicy policy = GatePolicy.STANDARD
                .withConsent(GateConsent.terms(reader))
                .withCallingHours(Boolean.parseBoolean(reader.text("policy", "calling_hours")))
                .withDnc(new DncPolicy(
                        Boolean.parseBoolean(reader.text("policy", "dnc_ping_by_hash")),
                        Boolean.parseBoolean(reader.text("policy", "dnc_exempt_written_consent")),
                        Boolean.parseBoolean(reader.text("policy", "dnc_exempt_relationship"))))
                .withDiligence(GateParties.diligence(reader))
                .withLists(new ListPolicy(
                        durationOrNull(reader, "policy", "litigator_max_age"),
                        durationOrNull(reader, "policy", "drop_max_age")))
                .withContact(contact(reader))
                .withHold(hold(reader));
        return new Campaign(
                "example",
                ExampleVertical.VERTICAL,
                Ranking.HIGHEST_PRICE,
                new Pricing.FirstPrice(),
                1,
                0,
                Margin.NONE,
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofMinutes(1),
                1,
                policy);
    }

    private static HoldPolicy hold(Reader reader) {
        Set<Reason> reasons = reader.texts("policy", "hold").stream()
                .map(name -> Reason.valueOf(name.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toSet());
        return new HoldPolicy(reasons, null);
    }

    private static ContactPolicy contact(Reader reader) {
        Set<DayOfWeek> closed = reader.texts("policy", "closed_days").stream()
                .map(DayOfWeek::valueOf)
                .collect(Collectors.toSet());
        ContactPolicy usual = ContactPolicy.STANDARD
                .withExemptions("true".equals(reader.textOrNull("policy", "hours_exemptions")))
                .withLimits(!"false".equals(reader.textOrNull("policy", "contact_limits")))
                .withChannels(ways(reader.texts("policy", "channels"), CallChannel.ALL));
        return closed.isEmpty() ? usual : usual.withSchedule(allBut(closed));
    }

    private static Set<CallChannel> ways(List<String> words, Set<CallChannel> otherwise) {
        return words.isEmpty()
                ? otherwise
                : words.stream()
                        .map(word -> CallChannel.valueOf(word.toUpperCase(Locale.ROOT)))
                        .collect(Collectors.toUnmodifiableSet());
    }

    private static Schedule allBut(Set<DayOfWeek> closed) {
        return new Schedule(
                ZoneId.of("America/Chicago"),
                Schedule.ALWAYS.windows().stream()
                        .filter(window -> !closed.contains(window.day()))
                        .toList());
    }

    private static Lead lead(Reader reader) {
        Lead.Builder lead = Lead.of(ExampleVertical.VERTICAL);
        for (String field : reader.keys("lead")) {
            String value = reader.textOrNull("lead", field);
            if (value != null) {
                lead.set(field, value);
            }
        }
        return lead.build();
    }

    private static Screening screening(Reader reader) {
        return new Screening(
                Screening.Answer.valueOf(reader.text("screening", "suppressed")),
                Screening.Answer.valueOf(reader.text("screening", "duplicate")),
                Screening.Answer.valueOf(reader.text("screening", "too_many_pings")),
                priorSales(reader),
                Screening.Answer.valueOf(reader.text("screening", "burst")));
    }

    /** {@code none}, {@code unknown}, or a list such as {@code ["example beacon 3h ago"]}. */
    private static PriorSales priorSales(Reader reader) {
        String word = reader.textOrNull("screening", "prior_sales");
        if (word != null) {
            return word.equals("none") ? PriorSales.NONE : PriorSales.UNKNOWN;
        }
        Instant now = moment(reader.text("now"));
        return new PriorSales(
                true,
                reader.texts("screening", "prior_sales").stream()
                        .map(text -> text.split(" ", -1))
                        .map(words -> new PriorSales.Leg(
                                words[0],
                                words[1],
                                now.minus(Duration.parse("PT" + words[2].toUpperCase(Locale.ROOT)))
                                        .getEpochSecond()))
                        .toList());
    }

    private static DncFacts dnc(Reader reader) {
        int flags = flags(reader.text("dnc", "lists"));
        int always = flags(reader.text("dnc", "every_number"));
        String provider = reader.text("dnc", "provider");
        DncScrub scrub = switch (provider) {
            case "none", "not_asked" -> DncScrub.NOT_ASKED;
            case "unknown" -> DncScrub.UNKNOWN;
            default ->
                DncScrub.answered(
                        flags(provider),
                        LocalDate.parse(reader.text("dnc", "provider_as_of")).toEpochDay());
        };
        return new DncFacts(
                new FakeDncRegister(flags, always),
                !provider.equals("none"),
                Boolean.parseBoolean(reader.text("dnc", "acknowledged")),
                scrub.with(reader.texts("dnc", "relationships").stream()
                        .map(GateCase::relationship)
                        .toList()));
    }

    /** {@code buyer PURCHASE 2026-01-31}. */
    private static DncRelationship relationship(String text) {
        String[] parts = text.split(" ", -1);
        return new DncRelationship(
                parts[0], DncRelationship.Kind.valueOf(parts[1]), LocalDate.parse(parts[2]), "example");
    }

    private static int flags(String words) {
        int flags = 0;
        for (String word : words.split(" ", -1)) {
            flags |= switch (word) {
                case "clear" -> 0;
                case "listed" -> DncRegister.LISTED_FEDERAL;
                case "listed_by_state" -> DncRegister.LISTED_STATE;
                case "listed_internally" -> DncRegister.LISTED_INTERNAL;
                case "stale" -> DncRegister.STALE;
                case "missing" -> DncRegister.MISSING;
                case "not_covered" -> DncRegister.NOT_COVERED;
                case "no_registry" -> DncRegister.NO_REGISTRY;
                default -> throw new IllegalArgumentException("dnc: " + word);
            };
        }
        return flags;
    }

    private static ListDates listDates(Reader reader) {
        return new ListDates(
                momentOrNull(reader, "list_dates", "litigator"), momentOrNull(reader, "list_dates", "drop"));
    }

    private static Set<SuppressionKind> suppressedBy(Reader reader) {
        Set<SuppressionKind> kinds = EnumSet.noneOf(SuppressionKind.class);
        for (String kind : reader.texts("suppressed_by")) {
            kinds.add(SuppressionKind.valueOf(kind.toUpperCase(Locale.ROOT)));
        }
        return kinds;
    }

    private static @Nullable Duration durationOrNull(Reader reader, String... path) {
        String text = reader.textOrNull(path);
        return text == null ? null : Duration.parse(text);
    }

    private static @Nullable Instant momentOrNull(Reader reader, String... path) {
        String text = reader.textOrNull(path);
        return text == null ? null : moment(text);
    }

    /** {@code 2026-03-03 20:59 America/Chicago}; seconds are possible. */
    static Instant moment(String text) {
        String[] parts = text.split(" ", -1);
        return LocalDateTime.parse(parts[0] + "T" + parts[1])
                .atZone(ZoneId.of(parts[2]))
                .toInstant();
    }

    /** Looks values up in the layers, the last first. */
    record Reader(List<JsonNode> layers) {

        String text(String... path) {
            String text = textOrNull(path);
            if (text == null) {
                throw new IllegalArgumentException(String.join(".", path) + " is missing");
            }
            return text;
        }

        @Nullable
        String textOrNull(String... path) {
            JsonNode value = find(path);
            return value == null || !value.isValueNode() || value.isNull() ? null : value.asString();
        }

        List<String> texts(String... path) {
            JsonNode value = find(path);
            List<String> texts = new ArrayList<>();
            if (value != null) {
                value.forEach(item -> texts.add(item.asString()));
            }
            return texts;
        }

        Set<String> keys(String name) {
            Set<String> keys = new java.util.LinkedHashSet<>();
            for (JsonNode layer : layers) {
                for (Map.Entry<String, JsonNode> entry : layer.path(name).properties()) {
                    keys.add(entry.getKey());
                }
            }
            return keys;
        }

        private @Nullable JsonNode find(String... path) {
            for (int i = layers.size() - 1; i >= 0; i--) {
                JsonNode node = layers.get(i);
                for (String name : path) {
                    node = node.path(name);
                }
                if (!node.isMissingNode()) {
                    return node;
                }
            }
            return null;
        }
    }
}
