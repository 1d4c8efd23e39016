package dev.gavel.persistence.postgres;

import static dev.gavel.persistence.postgres.Posts.DOLLAR;
import static dev.gavel.persistence.postgres.Posts.NOW;
import static dev.gavel.persistence.postgres.Posts.TENANT;
import static dev.gavel.persistence.postgres.Posts.leg;
import static dev.gavel.persistence.postgres.Posts.post;
import static dev.gavel.persistence.postgres.Posts.result;
import static dev.gavel.persistence.postgres.Posts.settlement;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.money.Account;
import dev.gavel.auction.money.Transfer;
import dev.gavel.persistence.testkit.PostgresForTests;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Bookings by hand, and the statements that show them. */
class StatementsTest {

    private static final Duration DAY = Duration.ofDays(1);

    private static PostgresForTests postgres;
    private static Sales sales;
    private static ManualBookings bookings;
    private static Statements statements;

    @BeforeAll
    static void start() {
        postgres = PostgresForTests.create().withTenants(TENANT);
        sales = new Sales(postgres.scope());
        bookings = new ManualBookings(postgres.scope());
        statements = new Statements(postgres.scope());
    }

    @AfterEach
    void ledgerBalances() {
        postgres.requireBalancedLedger();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    private static ManualBookings.Outcome book(
            Transfer.Kind kind, Account account, long dollars, String reference, Instant at) {
        return bookings.book(
                        new ManualBooking(
                                TENANT,
                                kind,
                                account,
                                "USD",
                                dollars * DOLLAR,
                                reference,
                                "because",
                                "key_1",
                                at,
                                null),
                        List.of("{\"type\":\"booked\",\"reference\":\"" + reference + "\"}"))
                .block();
    }

    private static void sell(String buyer, String vendor, LegOutcome outcome) {
        LegIntent leg = leg("c-" + buyer, buyer, 10 * DOLLAR);
        PostIntent intent = post(leg);
        PostIntent post = new PostIntent(
                TENANT,
                intent.pingId(),
                intent.leadId(),
                intent.campaign(),
                vendor,
                intent.source(),
                "USD",
                intent.consumerKeys(),
                intent.duplicateWindow(),
                intent.sealedLead(),
                NOW,
                intent.legs(),
                intent.event());
        assertThat(sales.begin(post).block()).isInstanceOf(PostStart.Begun.class);
        if (outcome != LegOutcome.UNRESOLVED) {
            sales.settle(settlement(post, outcome.name(), result(leg, outcome))).block();
        }
    }

    private static Statements.Statement statement(Account account, Instant from, Instant to) {
        return statements.statement(TENANT, account, from, to, 1_000).block().orElseThrow();
    }

    @Test
    void aBuyersStatementShowsPricesAndNotWhatWasOnlySetAside() {
        Account buyer = Account.buyer("shown");
        book(Transfer.Kind.DEPOSIT, buyer, 100, "shown-1", NOW.minus(DAY));
        sell("shown", "v-shown", LegOutcome.ACCEPTED);
        sell("shown", "v-shown", LegOutcome.REJECTED);
        sell("shown", "v-shown", LegOutcome.UNRESOLVED);
        book(Transfer.Kind.ADJUSTMENT, buyer, 3, "shown-2", NOW.plus(DAY));

        Statements.Statement today = statement(buyer, NOW, NOW.plus(DAY));
        assertThat(today.openingMicros()).isEqualTo(100 * DOLLAR);
        assertThat(today.lines())
                .extracting(Statements.Line::kind, Statements.Line::amountMicros, Statements.Line::balanceMicros)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("SALE", -10 * DOLLAR, 90 * DOLLAR));
        assertThat(today.closingMicros()).isEqualTo(90 * DOLLAR);

        Statements.Statement all = statement(buyer, NOW.minus(DAY), NOW.plus(DAY.multipliedBy(2)));
        assertThat(all.openingMicros()).isZero();
        assertThat(all.lines()).extracting(Statements.Line::kind).containsExactly("DEPOSIT", "SALE", "ADJUSTMENT");
        assertThat(all.lines().getLast().reason()).isEqualTo("because");
        assertThat(all.closingMicros()).isEqualTo(93 * DOLLAR);

        Statements.AccountState now = statements.account(TENANT, buyer).block().orElseThrow();
        assertThat(now.balanceMicros()).isEqualTo(83 * DOLLAR);
        assertThat(now.heldMicros()).isEqualTo(10 * DOLLAR);
        assertThat(all.closingMicros()).isEqualTo(now.balanceMicros() + now.heldMicros());
    }

    @Test
    void aVendorsStatementShowsWhatItEarnedAndWasPaid() {
        Account vendor = Account.vendor("v-paid");
        book(Transfer.Kind.DEPOSIT, Account.buyer("payer"), 100, "payer-1", NOW);
        sell("payer", "v-paid", LegOutcome.ACCEPTED);
        sell("payer", "v-paid", LegOutcome.ACCEPTED);
        assertThat(book(Transfer.Kind.PAYOUT, vendor, 17, "paid-1", NOW.plus(DAY)))
                .isEqualTo(ManualBookings.Outcome.BEYOND_LIMIT);
        assertThat(book(Transfer.Kind.PAYOUT, vendor, 16, "paid-1", NOW.plus(DAY)))
                .as("what was refused is not remembered")
                .isEqualTo(ManualBookings.Outcome.BOOKED);

        Statements.Statement statement = statement(vendor, NOW, NOW.plus(DAY.multipliedBy(2)));
        assertThat(statement.lines())
                .extracting(Statements.Line::amountMicros)
                .containsExactly(8 * DOLLAR, 8 * DOLLAR, -16 * DOLLAR);
        assertThat(statement.closingMicros()).isZero();
        assertThat(statement.currency()).isEqualTo("USD");
    }

    @Test
    void tooManyLinesMakeAStatementIncomplete() {
        Account buyer = Account.buyer("long");
        for (int i = 0; i < 5; i++) {
            book(Transfer.Kind.DEPOSIT, buyer, 1, "long-" + i, NOW.plusSeconds(i));
        }
        Statements.Statement cut = statements
                .statement(TENANT, buyer, NOW, NOW.plus(DAY), 4)
                .block()
                .orElseThrow();
        assertThat(cut.complete()).isFalse();
        assertThat(cut.lines()).hasSize(4);
        assertThat(statements
                        .statement(TENANT, buyer, NOW, NOW.plus(DAY), 5)
                        .block()
                        .orElseThrow()
                        .complete())
                .isTrue();
    }

    @Test
    void anAccountThatIsNotThereHasNoStatement() {
        assertThat(statements.account(TENANT, Account.buyer("nobody")).block()).isEmpty();
        assertThat(statements
                        .statement(TENANT, Account.buyer("nobody"), NOW, NOW.plus(DAY), 1)
                        .block())
                .isEmpty();
    }

    @Test
    void aReferenceCountsOnceForWhatItFirstStoodFor() {
        Account buyer = Account.buyer("once");
        List<ManualBookings.Outcome> outcomes = Flux.range(0, 30)
                .flatMap(
                        i -> bookings.book(
                                new ManualBooking(
                                        TENANT,
                                        Transfer.Kind.DEPOSIT,
                                        buyer,
                                        "USD",
                                        5 * DOLLAR,
                                        "once-1",
                                        "",
                                        "key_1",
                                        NOW,
                                        null),
                                List.of("{\"type\":\"once\"}")),
                        30)
                .collectList()
                .block();
        assertThat(outcomes).filteredOn(ManualBookings.Outcome.BOOKED::equals).hasSize(1);
        assertThat(outcomes)
                .filteredOn(ManualBookings.Outcome.BOOKED_BEFORE::equals)
                .hasSize(29);
        assertThat(book(Transfer.Kind.DEPOSIT, buyer, 6, "once-1", NOW))
                .isEqualTo(ManualBookings.Outcome.REFERENCE_TAKEN);
        assertThat(book(Transfer.Kind.ADJUSTMENT, buyer, 5, "once-1", NOW))
                .isEqualTo(ManualBookings.Outcome.REFERENCE_TAKEN);
        assertThat(postgres.superuserQuery("SELECT count(*) FROM gavel.outbox WHERE bytes LIKE '%\"once\"%'"))
                .containsExactly("1");
    }

    @Test
    void nobodyWithdrawsCreditOrIsChargedBeyondIt() {
        Account buyer = Account.buyer("credit");
        new Ledger(postgres.scope())
                .setCreditLimit(TENANT, "credit", "USD", 20 * DOLLAR)
                .block();
        book(Transfer.Kind.DEPOSIT, buyer, 10, "credit-1", NOW);
        assertThat(book(Transfer.Kind.WITHDRAWAL, buyer, 11, "credit-2", NOW))
                .isEqualTo(ManualBookings.Outcome.BEYOND_LIMIT);
        assertThat(book(Transfer.Kind.WITHDRAWAL, buyer, 10, "credit-2", NOW)).isEqualTo(ManualBookings.Outcome.BOOKED);
        assertThat(book(Transfer.Kind.ADJUSTMENT, buyer, -21, "credit-3", NOW))
                .isEqualTo(ManualBookings.Outcome.BEYOND_LIMIT);
        assertThat(book(Transfer.Kind.ADJUSTMENT, buyer, -20, "credit-3", NOW))
                .isEqualTo(ManualBookings.Outcome.BOOKED);
        assertThat(statements.account(TENANT, buyer).block().orElseThrow().availableMicros())
                .isZero();
    }

    @Test
    void withdrawalsAtTheSameTimeNeverTakeMoreThanThereIs() {
        Account buyer = Account.buyer("drained");
        book(Transfer.Kind.DEPOSIT, buyer, 10, "drained", NOW);
        List<ManualBookings.Outcome> outcomes = Flux.range(0, 25)
                .flatMap(
                        i -> bookings.book(
                                new ManualBooking(
                                        TENANT,
                                        Transfer.Kind.WITHDRAWAL,
                                        buyer,
                                        "USD",
                                        DOLLAR,
                                        "drained-" + i,
                                        "",
                                        "key_1",
                                        NOW,
                                        null),
                                List.of()),
                        25)
                .collectList()
                .block();
        assertThat(outcomes).filteredOn(ManualBookings.Outcome.BOOKED::equals).hasSize(10);
        assertThat(statements.account(TENANT, buyer).block().orElseThrow().balanceMicros())
                .isZero();
    }

    @Test
    void whatWasPaidInAnotherCurrencyIsKept() {
        book(Transfer.Kind.ADJUSTMENT, Account.vendor("v-euro"), 10, "euro-0", NOW);
        ManualBooking payout = new ManualBooking(
                TENANT,
                Transfer.Kind.PAYOUT,
                Account.vendor("v-euro"),
                "USD",
                10 * DOLLAR,
                "euro-1",
                "",
                "key_1",
                NOW,
                new ManualBooking.Paid("EUR", BigInteger.valueOf(8_610_000), "0.861"));
        assertThat(bookings.book(payout, List.of()).block()).isEqualTo(ManualBookings.Outcome.BOOKED);
        assertThat(
                        postgres.superuserQuery(
                                "SELECT paid_currency || paid_micros || '@' || rate FROM gavel.manual_booking WHERE reference = 'euro-1'"))
                .containsExactly("EUR8610000@0.861");
    }
}
