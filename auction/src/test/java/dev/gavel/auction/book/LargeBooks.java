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
import dev.gavel.testkit.TestCampaign;
import dev.gavel.testkit.TestContract;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Books as large tenants have them: contracts that take a few states or a list of ZIPs, a range of ages, perhaps only home owners, in
 * office hours, from all sources but some.
 */
public final class LargeBooks {

    /** An hour at which all schedules are open. */
    public static final Instant NOON = Instant.parse("2026-03-10T18:00:00Z");

    private static final Field STATE = field(0, "state", FieldType.STATE, 0, 0, List.of());
    private static final Field ZIP = field(1, "zip", FieldType.ZIP, 0, 0, List.of());
    private static final Field AGE = field(2, "age", FieldType.INTEGER, 0, 120, List.of());
    private static final Field HOME = field(3, "home", FieldType.ENUM, 0, 0, List.of("own", "rent"));
    private static final Field INCOME = field(4, "income", FieldType.MONEY, 0, Money.MAX_MICROS, List.of());
    private static final Field CARRIER = field(5, "carrier", FieldType.TEXT, 0, 40, List.of());

    public static final Vertical VERTICAL = new Vertical("large", List.of(STATE, ZIP, AGE, HOME, INCOME, CARRIER));

    private LargeBooks() {}

    /** A book of so many contracts, the same each time. */
    public static ContractBook of(int size) {
        return ContractBook.compile(
                        TestCampaign.campaign().vertical(VERTICAL).maxLegs(3).build(),
                        contracts(size),
                        Map.of("buyer", TestCampaign.buyer("buyer")))
                .withOpenAt(NOON);
    }

    static List<Contract> contracts(int size) {
        SplittableRandom random = new SplittableRandom(1);
        List<Contract> contracts = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            contracts.add(TestContract.contract("contract-" + i)
                    .filter(filter(random))
                    .price(new dev.gavel.auction.contract.PriceRule.Fixed((500 + random.nextInt(5_000)) * 10_000L))
                    .priority(random.nextInt(5))
                    .mode(random.nextInt(3) == 0 ? SaleMode.SHARED : SaleMode.EXCLUSIVE)
                    .schedule(random.nextBoolean() ? Schedule.ALWAYS : officeHours())
                    .sources(
                            random.nextInt(4) == 0
                                    ? new SourceRule(Set.of(), Set.of("vendor/" + random.nextInt(20)))
                                    : SourceRule.ALL)
                    .build());
        }
        return contracts;
    }

    /** A lead of Texas that many contracts want. */
    public static Lead lead() {
        return Lead.of(VERTICAL)
                .set(STATE, "TX")
                .set(ZIP, "78701")
                .set(AGE, "44")
                .set(HOME, "own")
                .set(INCOME, "72000")
                .set(CARRIER, "carrier 7")
                .build();
    }

    private static Filter filter(SplittableRandom random) {
        List<Filter> parts = new ArrayList<>();
        parts.add(
                switch (random.nextInt(4)) {
                    case 0 -> new Filter.In(ZIP, zips(random, 200));
                    case 1 -> new Filter.Prefix(ZIP, Integer.toString(700 + random.nextInt(100)));
                    default -> new Filter.In(STATE, states(random));
                });
        int least = 18 + random.nextInt(20);
        parts.add(new Filter.Range(AGE, least, least + 20L + random.nextInt(30)));
        if (random.nextInt(3) == 0) {
            parts.add(new Filter.In(HOME, new long[] {random.nextInt(2)}));
        }
        if (random.nextInt(3) == 0) {
            parts.add(new Filter.Range(INCOME, random.nextLong(100_000) * Money.UNIT_MICROS, Long.MAX_VALUE));
        }
        if (random.nextInt(4) == 0) {
            parts.add(new Filter.Not(new Filter.TextIn(CARRIER, List.of("carrier " + random.nextInt(20)))));
        }
        if (random.nextInt(10) == 0) {
            parts.add(new Filter.Or(List.of(
                    new Filter.Range(AGE, 25, 65), new Filter.In(HOME, new long[] {0}), new Filter.Exists(INCOME))));
        }
        return new Filter.And(parts);
    }

    private static long[] states(SplittableRandom random) {
        long[] states = new long[1 + random.nextInt(12)];
        for (int i = 0; i < states.length; i++) {
            states[i] = random.nextInt(UsState.values().length);
        }
        return states;
    }

    private static long[] zips(SplittableRandom random, int size) {
        long[] zips = new long[size];
        for (int i = 0; i < size; i++) {
            zips[i] = random.nextInt(Zip.COUNT);
        }
        return zips;
    }

    private static Schedule officeHours() {
        List<Schedule.Window> windows = new ArrayList<>();
        for (DayOfWeek day : DayOfWeek.values()) {
            windows.add(new Schedule.Window(day, 8 * 60, 20 * 60));
        }
        return new Schedule(ZoneId.of("America/Chicago"), windows);
    }

    private static Field field(int index, String name, FieldType type, long least, long most, List<String> values) {
        return new Field(index, name, type, DataClass.PUBLIC, null, values, least, most, false);
    }
}
