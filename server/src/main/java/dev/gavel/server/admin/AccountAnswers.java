package dev.gavel.server.admin;

import dev.gavel.auction.money.Account;
import dev.gavel.auction.money.Money;
import dev.gavel.persistence.postgres.ManualBooking;
import dev.gavel.persistence.postgres.ManualBookings;
import dev.gavel.persistence.postgres.Statements.AccountState;
import dev.gavel.persistence.postgres.Statements.Line;
import dev.gavel.persistence.postgres.Statements.Statement;
import dev.gavel.server.http.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes accounts and statements. Thread safety: stateless. */
final class AccountAnswers {

    private AccountAnswers() {}

    static byte[] one(AccountState account) {
        return Json.object(json -> write(json, account));
    }

    static byte[] list(List<AccountState> accounts) {
        return Json.object(json -> {
            json.writeArrayPropertyStart("accounts");
            for (AccountState account : accounts) {
                json.writeStartObject();
                write(json, account);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    static byte[] booked(ManualBookings.Outcome outcome, ManualBooking booking, AccountState account) {
        return Json.object(json -> {
            json.writeStringProperty("status", outcome.name().toLowerCase(Locale.ROOT));
            json.writeStringProperty("reference", booking.reference());
            ManualBooking.Paid paid = booking.paid();
            if (paid != null) {
                json.writeObjectPropertyStart("paid");
                json.writeStringProperty("currency", paid.currency());
                json.writeStringProperty(
                        "amount",
                        new BigDecimal(paid.micros(), 6).stripTrailingZeros().toPlainString());
                json.writeStringProperty("rate", paid.rate());
                json.writeEndObject();
            }
            json.writeObjectPropertyStart("account");
            write(json, account);
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, AccountState state) {
        json.writeStringProperty("account", state.account().text());
        json.writeStringProperty("currency", state.currency());
        json.writeStringProperty("balance", Money.format(state.balanceMicros()));
        if (state.account().kind() == Account.Kind.BUYER) {
            json.writeStringProperty("held", Money.format(state.heldMicros()));
            json.writeStringProperty("credit_limit", Money.format(state.creditLimitMicros()));
            json.writeStringProperty("available", Money.format(state.availableMicros()));
            json.writeStringProperty("status", state.status().name().toLowerCase(Locale.ROOT));
            Json.writeNullable(
                    json,
                    "status_since",
                    state.statusSince() == null ? null : state.statusSince().toString());
        }
    }

    static byte[] statement(Statement statement) {
        return Json.object(json -> {
            json.writeStringProperty("account", statement.account().text());
            json.writeStringProperty("currency", statement.currency());
            json.writeStringProperty("from", statement.from().toString());
            json.writeStringProperty("to", statement.to().toString());
            json.writeStringProperty("opening_balance", Money.format(statement.openingMicros()));
            json.writeArrayPropertyStart("lines");
            for (Line line : statement.lines()) {
                json.writeStartObject();
                json.writeStringProperty("at", line.at().toString());
                json.writeStringProperty("kind", line.kind().toLowerCase(Locale.ROOT));
                json.writeStringProperty("reference", line.reference());
                Json.writeNullable(json, "reason", emptyAsNull(line.reason()));
                json.writeStringProperty("amount", Money.format(line.amountMicros()));
                json.writeStringProperty("balance", Money.format(line.balanceMicros()));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeStringProperty("closing_balance", Money.format(statement.closingMicros()));
        });
    }

    private static @Nullable String emptyAsNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
