package dev.gavel.auction.book;

import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Filter;
import dev.gavel.auction.contract.SaleMode;
import dev.gavel.auction.contract.Schedule;
import dev.gavel.auction.contract.SourceRule;
import dev.gavel.auction.lead.DataClass;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.FieldType;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.UsState;
import dev.gavel.auction.lead.Vertical;
import dev.gavel.auction.lead.Zip;
import dev.gavel.auction.money.Money;
import dev.gavel.testkit.TestContract;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Random verticals, contracts and leads. Values are drawn from few, so that filters hit.
 */
final class RandomMarket {

    private static final List<String> ZONES = List.of("America/New_York", "America/Los_Angeles", "UTC", "Asia/Kolkata");
    private static final List<String> TEXTS = List.of("gold", "silver", "Gold", "go", "s", "tin", "golden", "ñ");
    private static final List<String> VALUES = List.of("own", "rent", "other", "none");
    private static final List<String> SOURCES = List.of("v1", "v2", "v1/a", "v1/b", "v2/a", "v3/a/b", "v3/a", "v4/");

    private final RandomGenerator random;
    final Vertical vertical;

    RandomMarket(RandomGenerator random) {
        this.random = random;
        List<Field> fields = new ArrayList<>();
        int size = 1 + random.nextInt(8);
        for (int i = 0; i < size; i++) {
            fields.add(field(i));
        }
        this.vertical = new Vertical("random", fields);
    }

    private Field field(int index) {
        FieldType type = pick(List.of(FieldType.values()));
        long least = switch (type) {
            case INTEGER -> random.nextBoolean() ? -20 : -1_000_000_000L;
            case DATE -> LocalDate.of(1990, 1, 1).toEpochDay();
            default -> 0;
        };
        long most = switch (type) {
            case INTEGER -> random.nextBoolean() ? 20 : 1_000_000_000L;
            case MONEY -> random.nextBoolean() ? Money.MAX_MICROS : 100;
            case DATE -> LocalDate.of(1990, 3, 1).toEpochDay();
            default -> 64;
        };
        List<String> values = type == FieldType.ENUM ? VALUES : List.of();
        return new Field(index, "f" + index, type, DataClass.PUBLIC, null, values, least, most, false);
    }

    /** A value as it could be sent: now and then empty or unreadable. */
    private String value(Field field) {
        int odd = random.nextInt(12);
        if (odd == 0) {
            return "";
        }
        if (odd == 1 && field.type() != FieldType.TEXT) {
            return "?";
        }
        return switch (field.type()) {
            case TEXT -> pick(TEXTS);
            case INTEGER -> Long.toString(random.nextLong(-20, 21));
            case MONEY -> Money.format(random.nextLong(40));
            case BOOLEAN -> random.nextBoolean() ? "true" : "no";
            case DATE ->
                LocalDate.ofEpochDay(field.least() + random.nextInt(40)).toString();
            case ENUM -> pick(VALUES);
            case ZIP -> Zip.format(zip());
            case STATE ->
                pick(List.of(UsState.TX, UsState.CA, UsState.NY, UsState.OH)).name();
            case PHONE -> phone();
            case EMAIL -> pick(TEXTS.subList(0, 6)) + "@example.com";
            case HASH -> pick(List.of("ab", "AB", "0c")).repeat(32);
        };
    }

    private int zip() {
        return random.nextInt(10) == 0 ? random.nextInt(Zip.COUNT) : 78_700 + random.nextInt(20);
    }

    private String phone() {
        return pick(List.of("512", "514", "979")) + "55501" + random.nextInt(10, 14);
    }

    /** A valid lead's code or canonical text of the field, for filters. */
    private Lead oneValue(Field field) {
        Lead lead;
        do {
            lead = Lead.of(vertical).set(field, value(field)).build();
        } while (!lead.has(field.index()));
        return lead;
    }

    Lead lead() {
        Lead.Builder lead = Lead.of(vertical);
        for (Field field : vertical.fields()) {
            lead.set(field, value(field));
        }
        return lead.build();
    }

    Filter filter(int depth) {
        int kind = random.nextInt(depth == 0 ? 5 : 10);
        Field field = pick(vertical.fields());
        return switch (kind) {
            case 0 -> new Filter.Exists(field);
            case 1 -> new Filter.Prefix(field, prefix(field));
            case 2, 3, 4 -> field.type().isCoded() ? codes(field) : texts(field);
            case 5 -> new Filter.Not(filter(depth - 1));
            case 6, 7 -> new Filter.Or(filters(depth));
            default -> new Filter.And(filters(depth));
        };
    }

    private List<Filter> filters(int depth) {
        List<Filter> parts = new ArrayList<>();
        int size = random.nextInt(4);
        for (int i = 0; i < size; i++) {
            parts.add(filter(depth - 1));
        }
        return parts;
    }

    private String prefix(Field field) {
        String canonical = oneValue(field).canonical(field.index());
        String start = canonical.substring(0, random.nextInt(canonical.length() + 1));
        return random.nextInt(8) == 0 ? start + "7" : start;
    }

    private Filter codes(Field field) {
        if (random.nextBoolean()) {
            long from = oneValue(field).code(field.index()) + random.nextInt(-1, 2);
            long to = random.nextInt(10) == 0 ? from - 1 : oneValue(field).code(field.index());
            return switch (random.nextInt(4)) {
                case 0 -> new Filter.Range(field, Long.MIN_VALUE, to);
                case 1 -> new Filter.Range(field, from, Long.MAX_VALUE);
                default -> new Filter.Range(field, Math.min(from, to), Math.max(from, to));
            };
        }
        long[] codes = new long[random.nextInt(6)];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = oneValue(field).code(field.index());
        }
        return new Filter.In(field, codes);
    }

    private Filter texts(Field field) {
        List<String> texts = new ArrayList<>();
        int size = random.nextInt(4);
        for (int i = 0; i < size; i++) {
            texts.add(oneValue(field).canonical(field.index()));
        }
        return new Filter.TextIn(field, texts);
    }

    List<Contract> contracts(int size) {
        List<Contract> contracts = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            contracts.add(contract("c" + i));
        }
        return contracts;
    }

    private Contract contract(String id) {
        TestContract contract = TestContract.contract(id)
                .filter(random.nextInt(6) == 0 ? Filter.ANY : filter(random.nextInt(5)))
                .sources(sources())
                .schedule(schedule())
                .price(1 + random.nextInt(20))
                .priority(random.nextInt(3))
                .weight(1 + random.nextInt(5))
                .mode(random.nextBoolean() ? SaleMode.EXCLUSIVE : SaleMode.SHARED);
        return (random.nextInt(20) == 0 ? contract.paused() : contract).build();
    }

    private SourceRule sources() {
        return random.nextInt(3) > 0 ? SourceRule.ALL : new SourceRule(sourceEntries(), sourceEntries());
    }

    private Set<String> sourceEntries() {
        Set<String> entries = new HashSet<>();
        int size = random.nextInt(3);
        for (int i = 0; i < size; i++) {
            entries.add(pick(SOURCES));
        }
        return entries;
    }

    String vendor() {
        return pick(List.of("v1", "v2", "v3", "v4", "v5", "v3/a"));
    }

    String source() {
        return pick(List.of("a", "b", "a/b", "", "z"));
    }

    private Schedule schedule() {
        if (random.nextInt(3) > 0) {
            return Schedule.ALWAYS;
        }
        List<Schedule.Window> windows = new ArrayList<>();
        for (DayOfWeek day : DayOfWeek.values()) {
            if (random.nextBoolean()) {
                int start = 60 * random.nextInt(24);
                windows.add(new Schedule.Window(day, start, Math.min(1_440, start + 60 * (1 + random.nextInt(12)))));
            }
        }
        return new Schedule(ZoneId.of(pick(ZONES)), windows);
    }

    private <T> T pick(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
