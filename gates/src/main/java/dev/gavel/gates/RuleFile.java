package dev.gavel.gates;

import dev.gavel.auction.lead.UsState;
import java.io.Reader;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads a table of rules from YAML: {@code version}, {@code reviewed_on}, {@code review_by} and {@code rules}, whose rows all have {@code
 * state} ({@code US} for the federal one), {@code sources}, {@code confidence}, and perhaps {@code channel}, {@code effective_from}, {@code effective_to} and
 * {@code note}. Every key must be known and every value readable: a table that is half understood is refused.
 */
public final class RuleFile {

    /** How the federal jurisdiction is written. */
    static final String FEDERAL = "US";

    private static final Set<String> HEAD = Set.of("version", "reviewed_on", "review_by", "rules");
    private static final YAMLMapper YAML = new YAMLMapper();

    private RuleFile() {}

    /**
     * A table as it was read.
     *
     * @param rows in the order of the file
     */
    public record Table<R>(RuleVersion version, List<R> rows) {

        public Table {
            rows = List.copyOf(rows);
        }
    }

    /**
     * Reads a table.
     *
     * @param table its name, for {@link RuleVersion#table}
     * @param row makes a rule of a row; it must ask for every key that a row may have
     * @throws IllegalArgumentException that says where the table can't be understood
     */
    public static <R> Table<R> read(String table, Reader yaml, Function<Row, R> row) {
        JsonNode root;
        try {
            root = YAML.readTree(yaml);
        } catch (JacksonException cause) {
            throw new IllegalArgumentException(table + ": " + cause.getMessage(), cause);
        }
        for (String key : root.propertyNames()) {
            if (!HEAD.contains(key)) {
                throw new IllegalArgumentException(table + ": unknown key " + key + " (expected: one of " + HEAD + ")");
            }
        }
        Row head = new Row(table, root);
        RuleVersion version =
                new RuleVersion(table, head.text("version"), head.date("reviewed_on"), head.date("review_by"));
        List<R> rows = new ArrayList<>();
        for (JsonNode node : root.path("rules")) {
            Row read = new Row(table + ", row " + (rows.size() + 1), node);
            rows.add(row.apply(read));
            read.close();
        }
        return new Table<>(version, rows);
    }

    /** One row. Remembers which keys were asked for. Confined to one thread. */
    public static final class Row {

        private final String place;
        private final JsonNode node;
        private final Set<String> known = new HashSet<>();

        private Row(String place, JsonNode node) {
            this.place = place;
            this.node = node;
        }

        /** What every row says of itself. */
        public RuleScope scope() {
            UsState state = state(text("state"));
            RuleScope.Channel channel = channel(textOrNull("channel"));
            String note = textOrNull("note");
            LocalDate from = dateOrNull("effective_from");
            LocalDate to = dateOrNull("effective_to");
            List<String> sources = texts("sources");
            RuleScope.Confidence confidence = confidence(text("confidence"));
            try {
                return new RuleScope(state, channel, from, to, sources, confidence, note == null ? "" : note);
            } catch (IllegalArgumentException cause) {
                throw problem(cause.getMessage(), cause);
            }
        }

        /** A text that must be there. */
        public String text(String key) {
            String text = textOrNull(key);
            if (text == null) {
                throw problem(key + " is missing", null);
            }
            return text;
        }

        public @Nullable String textOrNull(String key) {
            known.add(key);
            JsonNode value = node.path(key);
            if (value.isMissingNode() || value.isNull()) {
                return null;
            }
            if (!value.isValueNode()) {
                throw problem(key + ": not a text", null);
            }
            return value.asString();
        }

        /** The texts of a list; none when it is not there. */
        public List<String> texts(String key) {
            known.add(key);
            List<String> texts = new ArrayList<>();
            for (JsonNode item : node.path(key)) {
                texts.add(item.asString());
            }
            return texts;
        }

        /** Whether the key is there, with whatever value. */
        public boolean has(String key) {
            return !node.path(key).isMissingNode();
        }

        /**
         * The maps of a list; none when it is not there.
         *
         * @param row makes something of a map; it must ask for every key that a map may have
         */
        public <R> List<R> rows(String key, Function<Row, R> row) {
            known.add(key);
            List<R> rows = new ArrayList<>();
            for (JsonNode item : node.path(key)) {
                Row read = new Row(place + ", " + key + " " + (rows.size() + 1), item);
                rows.add(row.apply(read));
                read.close();
            }
            return rows;
        }

        public LocalDate date(String key) {
            String text = text(key);
            try {
                return LocalDate.parse(text);
            } catch (DateTimeException cause) {
                throw problem(key + ": " + text + " (expected: a date such as 2026-11-22)", cause);
            }
        }

        public @Nullable LocalDate dateOrNull(String key) {
            return textOrNull(key) == null ? null : date(key);
        }

        /** Refuses keys that nobody asked for. */
        private void close() {
            for (String key : node.propertyNames()) {
                if (!known.contains(key)) {
                    throw problem("unknown key " + key, null);
                }
            }
        }

        private RuleScope.Channel channel(@Nullable String text) {
            if (text == null) {
                return RuleScope.Channel.ANY;
            }
            for (RuleScope.Channel channel : RuleScope.Channel.values()) {
                if (channel.name().toLowerCase(Locale.ROOT).equals(text)) {
                    return channel;
                }
            }
            throw problem("channel: " + text + " (expected: any, call, prerecorded, text or email)", null);
        }

        private RuleScope.Confidence confidence(String text) {
            return switch (text) {
                case "A" -> RuleScope.Confidence.A;
                case "B" -> RuleScope.Confidence.B;
                case "C" -> RuleScope.Confidence.C;
                default -> throw problem("confidence: " + text + " (expected: A, B or C)", null);
            };
        }

        private @Nullable UsState state(String code) {
            if (code.equals(FEDERAL)) {
                return null;
            }
            UsState state = UsState.parse(code);
            if (state == null) {
                throw problem("state: " + code + " (expected: " + FEDERAL + " or a USPS code)", null);
            }
            return state;
        }

        /** What cannot be understood in this row. */
        public IllegalArgumentException problem(@Nullable String what, @Nullable Throwable cause) {
            return new IllegalArgumentException(place + ": " + what, cause);
        }
    }
}
