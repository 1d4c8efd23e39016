package dev.gavel.server.admin;

import dev.gavel.auction.money.Account;
import dev.gavel.auction.money.Conversion;
import dev.gavel.auction.money.Transfer;
import dev.gavel.auction.reason.Reason;
import dev.gavel.persistence.postgres.ManualBooking;
import dev.gavel.persistence.postgres.ManualBookings;
import dev.gavel.persistence.postgres.Statements;
import dev.gavel.server.access.Principal;
import dev.gavel.server.access.Scope;
import dev.gavel.server.http.Answer;
import dev.gavel.server.http.Call;
import dev.gavel.server.http.Refusal;
import dev.gavel.server.market.LiveMarket;
import dev.gavel.server.market.LiveMarkets;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * {@code /api/accounts}: balances, statements, and what is booked by hand. A buyer's or vendor's key sees its own account.
 *
 * <p>Thread safety: any event loop.
 */
public final class AccountsApi {

    private static final int KIND = 2;
    private static final int ID = 3;
    private static final int MOST_LINES = 50_000;
    private static final Set<String> MEMBERS =
            Set.of("kind", "amount", "direction", "reference", "reason", "currency", "rate");
    private static final Map<String, Transfer.Kind> KINDS = Map.of(
            "deposit", Transfer.Kind.DEPOSIT,
            "withdrawal", Transfer.Kind.WITHDRAWAL,
            "payout", Transfer.Kind.PAYOUT,
            "adjustment", Transfer.Kind.ADJUSTMENT);

    private final LiveMarkets markets;
    private final Statements statements;
    private final ManualBookings bookings;
    private final CounterUpdates counters;
    private final AccountWatch watch;
    private final InstantSource clock;

    public AccountsApi(
            LiveMarkets markets,
            Statements statements,
            ManualBookings bookings,
            CounterUpdates counters,
            AccountWatch watch,
            InstantSource clock) {
        this.markets = markets;
        this.statements = statements;
        this.bookings = bookings;
        this.counters = counters;
        this.watch = watch;
        this.clock = clock;
    }

    /** {@code GET /api/accounts}. */
    public Mono<Answer> list(Principal principal, Call call) {
        return statements
                .accounts(principal.tenant())
                .filter(state -> mayRead(principal, state.account()))
                .collectList()
                .map(found -> Answer.json(200, AccountAnswers.list(found)));
    }

    /** {@code GET /api/accounts/{kind}/{id}}. */
    public Mono<Answer> show(Principal principal, Call call) {
        return statements
                .account(principal.tenant(), account(principal, call))
                .flatMap(Mono::justOrEmpty)
                .map(state -> Answer.json(200, AccountAnswers.one(state)))
                .switchIfEmpty(unknown());
    }

    /** {@code GET /api/accounts/{kind}/{id}/statement}. */
    public Mono<Answer> statement(Principal principal, Call call) {
        return read(principal, call).map(statement -> Answer.json(200, AccountAnswers.statement(statement)));
    }

    /** {@code GET /api/accounts/{kind}/{id}/statement.csv}. */
    public Mono<Answer> csv(Principal principal, Call call) {
        return read(principal, call)
                .map(statement -> new Answer(
                        200,
                        "text/csv; charset=utf-8",
                        StatementCsv.of(statement).getBytes(StandardCharsets.UTF_8),
                        Map.of()));
    }

    private Mono<Statements.Statement> read(Principal principal, Call call) {
        Account account = account(principal, call);
        Query query = Query.of(call);
        Period period = Period.read(query.text("from"), query.text("to"), clock.instant());
        return statements
                .statement(principal.tenant(), account, period.from(), period.to(), MOST_LINES)
                .flatMap(Mono::justOrEmpty)
                .switchIfEmpty(unknown())
                .flatMap(statement -> statement.complete()
                        ? Mono.just(statement)
                        : Mono.error(Refusal.of(422, Reason.STATEMENT_TOO_LONG)));
    }

    /** {@code POST /api/accounts/{kind}/{id}/entries}. */
    public Mono<Answer> book(Principal principal, Call call) {
        LiveMarket market = market(principal);
        Account account = account(principal, call);
        ManualBooking booking = booking(principal, market, account, Members.read(call, MEMBERS));
        return requireKnown(market, account)
                .then(Mono.defer(() -> bookings.book(booking, List.of(BookingEvent.of(booking)))))
                .flatMap(outcome -> switch (outcome) {
                    case BOOKED -> followed(market, booking).then(booked(outcome, booking));
                    case BOOKED_BEFORE -> booked(outcome, booking);
                    case REFERENCE_TAKEN -> Mono.error(Refusal.of(409, Reason.REFERENCE_TAKEN));
                    case BEYOND_LIMIT -> Mono.error(Refusal.of(422, Reason.ACCOUNT_BEYOND_LIMIT));
                });
    }

    private Mono<Void> followed(LiveMarket market, ManualBooking booking) {
        return booking.account().kind() == Account.Kind.BUYER
                ? counters.addFunds(market.tenant(), booking.account().owner(), booking.changeMicros())
                        .then(watch.look(market))
                : Mono.empty();
    }

    private Mono<Answer> booked(ManualBookings.Outcome outcome, ManualBooking booking) {
        return statements
                .account(booking.tenant(), booking.account())
                .flatMap(Mono::justOrEmpty)
                .map(state -> Answer.json(200, AccountAnswers.booked(outcome, booking, state)));
    }

    private ManualBooking booking(Principal principal, LiveMarket market, Account account, Members members) {
        Transfer.Kind kind = KINDS.get(members.requiredText("kind"));
        if (kind == null || !ManualBooking.takes(kind, account.kind())) {
            throw Members.invalid("kind", "deposit or withdrawal of a buyer, payout of a vendor, adjustment of either");
        }
        String reason = members.text("reason");
        if (kind == Transfer.Kind.ADJUSTMENT) {
            reason = members.reason("reason");
        }
        long micros = members.amount("amount", 0);
        if (micros == 0) {
            throw Members.invalid("amount", "an amount above zero such as 12.50");
        }
        return new ManualBooking(
                principal.tenant(),
                kind,
                account,
                market.market().currency(),
                direction(kind, members) * micros,
                members.requiredText("reference"),
                reason == null ? "" : reason,
                principal.keyId(),
                clock.instant(),
                paid(kind, micros, members));
    }

    /** An adjustment says which way, so that a forgotten sign does not give what was to be taken. */
    private static long direction(Transfer.Kind kind, Members members) {
        String direction = members.text("direction");
        if (kind != Transfer.Kind.ADJUSTMENT) {
            if (direction != null) {
                throw Members.invalid("direction", "nothing but in adjustments");
            }
            return 1;
        }
        return switch (direction == null ? "" : direction.toLowerCase(Locale.ROOT)) {
            case "credit" -> 1;
            case "debit" -> -1;
            default -> throw Members.invalid("direction", "credit (towards the account) or debit");
        };
    }

    private static ManualBooking.@Nullable Paid paid(Transfer.Kind kind, long micros, Members members) {
        String currency = members.text("currency");
        String rate = members.text("rate");
        if (currency == null && rate == null) {
            return null;
        }
        Conversion conversion = currency == null || rate == null ? null : Conversion.parse(currency, rate);
        if (kind != Transfer.Kind.PAYOUT || conversion == null) {
            throw Members.invalid("currency and rate", "an ISO 4217 code and a plain decimal, in payouts only");
        }
        BigInteger converted = conversion.convert(micros);
        if (converted.bitLength() >= Long.SIZE) {
            throw Members.invalid("rate", "one that gives an amount below nine million million");
        }
        return new ManualBooking.Paid(
                conversion.currency(), converted, conversion.rate().toPlainString());
    }

    /** Nothing is booked for somebody who is neither in the market nor has an account: it would be a misspelt name. */
    private Mono<Void> requireKnown(LiveMarket market, Account account) {
        boolean inMarket = account.kind() == Account.Kind.BUYER
                ? market.market().buyers().containsKey(account.owner())
                : market.market().vendors().containsKey(account.owner());
        return inMarket
                ? Mono.empty()
                : statements
                        .account(market.tenant(), account)
                        .flatMap(Mono::justOrEmpty)
                        .switchIfEmpty(unknown())
                        .then();
    }

    private static <T> Mono<T> unknown() {
        return Mono.error(Refusal.of(404, Reason.ACCOUNT_UNKNOWN));
    }

    private static Account account(Principal principal, Call call) {
        // The tenant has one cash account; its address has a dash where others have an id.
        String id = call.segment(ID).equals("-") ? "" : "/" + call.segment(ID);
        Account account = Account.parse(call.segment(KIND) + id);
        if (account == null || account.kind() == Account.Kind.HELD || !mayRead(principal, account)) {
            throw Refusal.of(404, Reason.ACCOUNT_UNKNOWN);
        }
        return account;
    }

    private static boolean mayRead(Principal principal, Account account) {
        if (principal.buyer() != null) {
            return account.equals(Account.buyer(principal.buyer()));
        }
        if (principal.vendor() != null) {
            return account.equals(Account.vendor(principal.vendor()));
        }
        return principal.scopes().contains(Scope.REPORT) || principal.isOperator();
    }

    private LiveMarket market(Principal principal) {
        LiveMarket market = markets.of(principal.tenant());
        if (market == null) {
            throw Refusal.of(404, Reason.CAMPAIGN_UNKNOWN, "No market has been applied yet.");
        }
        return market;
    }
}
