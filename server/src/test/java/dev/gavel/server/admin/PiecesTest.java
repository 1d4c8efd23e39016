package dev.gavel.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.money.Account;
import dev.gavel.auction.money.Money;
import dev.gavel.auction.reason.Reason;
import dev.gavel.persistence.postgres.AccountStatus;
import dev.gavel.persistence.postgres.Statements.Line;
import dev.gavel.persistence.postgres.Statements.Statement;
import dev.gavel.server.http.Call;
import dev.gavel.server.http.Refusal;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PiecesTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");
    private static final Set<String> KNOWN = Set.of("name", "amount", "share", "flag");

    private static Call call(String type, String body) {
        DefaultHttpHeaders headers = new DefaultHttpHeaders();
        headers.set("content-type", type);
        return new Call(
                "POST", "/api/returns", "", headers, "", body.getBytes(StandardCharsets.UTF_8), "0".repeat(32), 0);
    }

    private static Members members(String body) {
        return Members.read(call("application/json; charset=utf-8", body), KNOWN);
    }

    private static Reason refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        Refusal refusal = (Refusal) org.assertj.core.api.Assertions.catchThrowable(call);
        return refusal.reason();
    }

    @Test
    void membersAreReadByTheirKind() {
        Members members = members("{\"name\": \"x\", \"amount\": 12.5, \"share\": \"33.33\", \"flag\": true}");
        assertThat(members.requiredText("name")).isEqualTo("x");
        assertThat(members.amount("amount", 0)).isEqualTo(12_500_000);
        assertThat(members.basisPoints("share", 0)).isEqualTo(3_333);
        assertThat(members.flag("flag")).isTrue();
        Members none = members("{\"name\": null}");
        assertThat(none.text("name")).isNull();
        assertThat(none.amount("amount", 7)).isEqualTo(7);
        assertThat(none.basisPoints("share", -1)).isEqualTo(-1);
        assertThat(none.flag("flag")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "{", "{\"name\": {}}", "{\"name\": [1]}", "{\"name\": 1} 2", "{\"name\":1,\"name\":2}"
            })
    void whatIsNoFlatObjectIsMalformed(String body) {
        assertThat(refusal(() -> members(body))).isEqualTo(Reason.BODY_MALFORMED);
    }

    @Test
    void aMisspeltMemberIsNotIgnored() {
        assertThat(refusal(() -> members("{\"amonut\": 1}"))).isEqualTo(Reason.MEMBER_UNKNOWN);
        assertThat(refusal(() -> Members.read(call("text/xml", "{}"), KNOWN))).isEqualTo(Reason.MEDIA_TYPE_UNSUPPORTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1e3", "ten", "1000000001"})
    void anAmountIsAboveZeroAndPlain(String text) {
        assertThat(refusal(() -> members("{\"amount\": \"" + text + "\"}").amount("amount", 0)))
                .isEqualTo(Reason.VALUE_INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"101", "33.333", "x"})
    void aShareIsAPercentageWithTwoDecimals(String text) {
        assertThat(refusal(() -> members("{\"share\": \"" + text + "\"}").basisPoints("share", 0)))
                .isEqualTo(Reason.VALUE_INVALID);
    }

    @Test
    void textsAreBoundedAndReasonsRequired() {
        assertThat(refusal(
                        () -> members("{\"name\": \"" + "x".repeat(501) + "\"}").text("name")))
                .isEqualTo(Reason.VALUE_INVALID);
        assertThat(refusal(() -> members("{\"name\": \"\\u0000\"}").text("name")))
                .isEqualTo(Reason.VALUE_INVALID);
        assertThat(refusal(() -> members("{\"name\": \"  \"}").reason("name"))).isEqualTo(Reason.REASON_MISSING);
    }

    @Test
    void aPeriodIsThisMonthWhenNothingIsSaid() {
        assertThat(Period.read(null, null, NOW)).isEqualTo(new Period(Instant.parse("2026-11-01T00:00:00Z"), NOW));
        assertThat(Period.read(null, "2026-11-01", NOW).from()).isEqualTo(Instant.parse("2026-10-01T00:00:00Z"));
        assertThat(Period.read("2026-11-01T00:00:00 02:00", "2026-11-02", NOW).from())
                .isEqualTo(Instant.parse("2026-10-31T22:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({"2026-11-02, 2026-11-02", "2025-11-01, 2026-11-03", "yesterday, 2026-11-02", "2026-13-01, 2026-11-02"})
    void aPeriodThatIsNoneIsRefused(String from, String to) {
        assertThat(refusal(() -> Period.read(from, to, NOW))).isEqualTo(Reason.PERIOD_INVALID);
    }

    @Test
    void aSpreadsheetFindsNoFormulaInAStatement() {
        Statement statement = new Statement(
                Account.buyer("b"),
                "USD",
                NOW,
                NOW.plusSeconds(1),
                0,
                List.of(
                        new Line(NOW, "DEPOSIT", "=HYPERLINK(1)", null, 5, 5),
                        new Line(NOW, "ADJUSTMENT", "a,b", "say \"no\"", -5, 0)),
                true);
        assertThat(StatementCsv.of(statement))
                .isEqualTo("at,kind,reference,reason,amount,balance\r\n"
                        + "2026-11-22T10:15:30Z,opening_balance,,,,0.00\r\n"
                        + "2026-11-22T10:15:30Z,deposit,'=HYPERLINK(1),,0.000005,0.000005\r\n"
                        + "2026-11-22T10:15:30Z,adjustment,\"a,b\",\"say \"\"no\"\"\",-0.000005,0.00\r\n"
                        + "2026-11-22T10:15:31Z,closing_balance,,,,0.00\r\n");
    }

    @ParameterizedTest
    @CsvSource({"100, ACTIVE", "30, ACTIVE", "29, LOW", "10, LOW", "9, OUT_OF_FUNDS", "-5, OUT_OF_FUNDS"})
    void aBuyerIsOutWhenItsCheapestContractCannotBePaid(long available, AccountStatus status) {
        Buyer buyer = new Buyer(
                "b",
                "B Inc",
                ZoneOffset.UTC,
                List.of(),
                0,
                List.of(),
                30 * Money.UNIT_MICROS,
                null,
                null,
                Duration.ZERO,
                null,
                List.of());
        assertThat(AccountWatch.status(buyer, available * Money.UNIT_MICROS, Map.of("b", 10 * Money.UNIT_MICROS)))
                .isEqualTo(status);
        assertThat(AccountWatch.status(buyer, 0, Map.of()))
                .as("it wants nothing")
                .isEqualTo(AccountStatus.LOW);
    }

    @Test
    void aLimitIsAWholeNumberInRange() {
        Call call = new Call(
                "GET", "/api/returns", "limit=0", new DefaultHttpHeaders(), "", new byte[0], "0".repeat(32), 0);
        assertThatThrownBy(() -> Query.of(call).limit()).isInstanceOf(Refusal.class);
    }
}
