package dev.gavel.auction.market;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.contract.BuiltIn;
import dev.gavel.auction.lead.ConsentTerms;
import dev.gavel.auction.lead.DataClass;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.FieldType;
import dev.gavel.auction.lead.FieldValue;
import dev.gavel.auction.lead.Phase;
import dev.gavel.auction.lead.Vertical;
import dev.gavel.auction.money.Money;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a vertical from YAML: its name, its fields and what it asks of a consent. The fields of the contact block, which every vertical has, come first and are not
 * written in the file. {@code docs/verticals.md} describes the format.
 *
 * <p>Thread safety: stateless.
 */
public final class VerticalFile {

    /** The most fields that a vertical may have, contact block included. */
    static final int MOST_FIELDS = 256;

    private static final int MOST_VALUES = 500;
    private static final long MOST_LENGTH = 10_000;
    private static final long DEFAULT_LENGTH = 200;
    private static final long MOST_INTEGER = 999_999_999_999_999L;
    private static final LocalDate FIRST_DATE = LocalDate.of(1900, 1, 1);
    private static final LocalDate LAST_DATE = LocalDate.of(2099, 12, 31);

    /** Names that mean something else in a ping, a post or a template. */
    private static final Set<String> TAKEN_NAMES = takenNames();

    private VerticalFile() {}

    /** Reads one file. Never throws for what the file says. */
    public static VerticalReading read(String yaml) {
        requireNonNull(yaml, "yaml");
        Problems problems = new Problems();
        Vertical vertical = read(new Item(Yaml.read(yaml, problems), "", problems), Contact.FIELDS);
        return vertical != null && problems.isEmpty()
                ? new VerticalReading.Accepted(vertical)
                : new VerticalReading.Refused(problems.list());
    }

    /** Reads a vertical with these fields before its own; null after a problem. */
    static @Nullable Vertical read(Item item, List<Field> first) {
        Section section = item.section("a map with name and fields");
        String name = section.required("name").slug();
        return read(section, name, first);
    }

    /** Reads the rest of a vertical whose name is known; null after a problem. */
    static @Nullable Vertical read(Section section, String name, List<Field> first) {
        List<Field> fields = new ArrayList<>(first);
        Set<String> names = new HashSet<>();
        first.forEach(field -> names.add(field.name()));
        boolean good = true;
        for (Item item : section.required("fields").items("fields")) {
            if (fields.size() == MOST_FIELDS) {
                item.problem("one field too many (expected: at most " + MOST_FIELDS + ", contact block included)");
                good = false;
                break;
            }
            Field field = readField(item, fields.size());
            if (!field.name().isEmpty() && !names.add(field.name())) {
                section(item).required("name").problem(alreadyThere(field.name(), first));
                good = false;
            } else {
                fields.add(field);
            }
        }
        ConsentTerms consent =
                section.optional("consent").map(ConsentTermsReader::ofVertical).orElse(ConsentTerms.LEAST);
        section.close();
        return good && fields.stream().noneMatch(field -> field.name().isEmpty())
                ? new Vertical(name, fields, consent)
                : null;
    }

    private static Section section(Item item) {
        return item.section("a field such as {name: zip, type: zip, class: public}");
    }

    private static String alreadyThere(String name, List<Field> first) {
        boolean inContact = first.stream().anyMatch(field -> field.name().equals(name));
        return Problems.quote(name)
                + (inContact
                        ? " is in the contact block, which every vertical has"
                        : " is the name of an earlier field");
    }

    private static Field readField(Item item, int index) {
        Section section = section(item);
        String name = readName(section.required("name"));
        Item typeItem = section.required("type");
        FieldType type = typeItem.constant(FieldType.values(), "type");
        if (!typeItem.isText(Item.wordOf(type))) {
            // Which of these belong to the field cannot be said without its type.
            List.of("values", "min", "max", "max_length").forEach(section::optional);
        }
        DataClass dataClass = section.required("class").constant(DataClass.values(), "class");
        Phase requiredFrom =
                section.optional("required").map(VerticalFile::readPhase).orElse(null);
        boolean locked = section.optional("locked").map(Item::yesOrNo).orElse(false);
        boolean isKept = dataClass == DataClass.RESTRICTED || dataClass == DataClass.SENSITIVE;
        if (isKept && requiredFrom == Phase.PING) {
            section.required("required").problem(notInPing(dataClass, "required"));
        }
        if (isKept && locked) {
            section.required("locked").problem(notInPing(dataClass, "locked"));
        }
        List<String> values = type == FieldType.ENUM ? readValues(section.required("values")) : List.of();
        Bounds bounds = readBounds(section, type);
        section.close();
        return new Field(index, name, type, dataClass, requiredFrom, values, bounds.least(), bounds.most(), locked);
    }

    private static String notInPing(DataClass dataClass, String what) {
        return "a " + Item.wordOf(dataClass) + " field comes with the post (expected: not " + what + " from the ping)";
    }

    private static String readName(Item item) {
        String name = item.text("a name such as birth_date");
        boolean plain = name.length() <= 64
                && name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')
                && !name.isEmpty()
                && Character.isLetter(name.charAt(0));
        if (!name.isEmpty() && !plain) {
            item.problem(Problems.quote(name)
                    + " is not a field name (expected: a letter, then up to 63 of a-z, 0-9 and _)");
        } else if (TAKEN_NAMES.contains(name)) {
            item.problem(
                    Problems.quote(name) + " means something else in a ping or a template (expected: another name)");
        }
        return name;
    }

    private static Phase readPhase(Item item) {
        return item.constant(Phase.values(), "phase");
    }

    private static List<String> readValues(Item item) {
        List<String> values = new ArrayList<>();
        Set<String> folded = new HashSet<>();
        for (Item value : item.items("values")) {
            String text = value.line("a value");
            if (!text.isEmpty() && !folded.add(text.toLowerCase(Locale.ROOT))) {
                value.problem(Problems.quote(text) + " is there twice (case does not count)");
            }
            values.add(text);
        }
        if (values.size() > MOST_VALUES) {
            item.problem(values.size() + " values (expected: at most " + MOST_VALUES + ")");
        }
        return values;
    }

    private record Bounds(long least, long most) {}

    private static Bounds readBounds(Section section, FieldType type) {
        Bounds bounds = switch (type) {
            case INTEGER ->
                new Bounds(
                        section.required("min").whole(-MOST_INTEGER, MOST_INTEGER),
                        section.required("max").whole(-MOST_INTEGER, MOST_INTEGER));
            case MONEY ->
                new Bounds(amount(section.optional("min"), 0), amount(section.optional("max"), Money.MAX_MICROS));
            case DATE ->
                new Bounds(date(section.optional("min"), FIRST_DATE), date(section.optional("max"), LAST_DATE));
            case TEXT ->
                new Bounds(
                        0,
                        section.optional("max_length")
                                .map(length -> length.whole(1, MOST_LENGTH))
                                .orElse(DEFAULT_LENGTH));
            case BOOLEAN, ENUM, ZIP, STATE, PHONE, EMAIL, HASH -> new Bounds(0, 0);
        };
        if (bounds.least() > bounds.most() && section.has("max")) {
            section.required("max").problem("is less than min");
        }
        return bounds;
    }

    private static long amount(Optional<Item> item, long otherwise) {
        return item.map(amount -> amount.money(0, Money.MAX_MICROS)).orElse(otherwise);
    }

    private static long date(Optional<Item> item, LocalDate otherwise) {
        return item.map(VerticalFile::readDate).orElse(otherwise.toEpochDay());
    }

    private static long readDate(Item item) {
        String text = item.text("a date such as 1984-05-12");
        Field anyDate = new Field(
                0,
                "date",
                FieldType.DATE,
                DataClass.PUBLIC,
                null,
                List.of(),
                Long.MIN_VALUE + 1,
                Long.MAX_VALUE,
                false);
        long day = text.isEmpty() ? 0 : FieldValue.parseCode(anyDate, text);
        if (day == FieldValue.INVALID) {
            item.problem(Problems.quote(text) + " is not a date (expected: such as 1984-05-12)");
            return 0;
        }
        return day;
    }

    private static Set<String> takenNames() {
        Set<String> names = new HashSet<>(
                Set.of("consent", "min_price", "currency", "test", "status", "legs", "reason", "expires_at", "sub_id"));
        names.addAll(BuiltIn.wireNames());
        return Set.copyOf(names);
    }
}
