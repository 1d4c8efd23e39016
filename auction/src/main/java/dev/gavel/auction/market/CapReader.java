package dev.gavel.auction.market;

import dev.gavel.auction.contract.Cap;
import dev.gavel.auction.contract.Cap.Scope;
import dev.gavel.auction.contract.Cap.Unit;
import dev.gavel.auction.contract.Cap.Window;
import dev.gavel.auction.money.Money;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads caps: rows such as {@code {window: day, count: 50, money: 1000.00}}, each of which gives a cap for a count, one for an amount, or
 * both. A cap's id follows from its owner, window and unit, so that a changed limit keeps what was counted.
 */
final class CapReader {

    private static final int MOST_COUNT = 1_000_000_000;

    private final List<Cap> caps = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();

    private CapReader() {}

    static List<Cap> ofContract(String contract, Optional<Item> item) {
        CapReader reader = new CapReader();
        item.ifPresent(list -> list.items("caps such as {window: day, count: 50}")
                .forEach(row -> {
                    Section section = row.section("a cap such as {window: day, count: 50}");
                    reader.readRow(section, Scope.CONTRACT, contract);
                }));
        return reader.caps;
    }

    static List<Cap> ofBuyer(String buyer, Optional<Item> item) {
        CapReader reader = new CapReader();
        Scope[] scopes = {Scope.BUYER, Scope.BUYER_SOURCE};
        item.ifPresent(list -> list.items("caps such as {window: day, count: 50}")
                .forEach(row -> {
                    Section section = row.section("a cap such as {window: day, count: 50}");
                    Scope scope = section.optional("scope")
                            .map(word -> word.constant(scopes, "scope"))
                            .orElse(Scope.BUYER);
                    reader.readRow(section, scope, buyer);
                }));
        return reader.caps;
    }

    private void readRow(Section section, Scope scope, String owner) {
        Window window = section.required("window").constant(Window.values(), "window");
        Optional<Item> count = section.optional("count");
        Optional<Item> money = section.optional("money");
        if (count.isEmpty() && money.isEmpty()) {
            section.item().problem("has neither count nor money (expected: one of them or both)");
        }
        count.ifPresent(limit -> add(section, scope, owner, window, Unit.COUNT, limit.whole(0, MOST_COUNT)));
        money.ifPresent(limit -> add(section, scope, owner, window, Unit.MONEY, limit.money(0, Money.MAX_MICROS)));
        section.close();
    }

    private void add(Section section, Scope scope, String owner, Window window, Unit unit, long limit) {
        String prefix = switch (scope) {
            case CONTRACT -> "contract";
            case BUYER -> "buyer";
            case BUYER_SOURCE -> "buyer-source";
        };
        String id = prefix + "/" + owner + "/" + Item.wordOf(window) + "/" + Item.wordOf(unit);
        if (ids.add(id)) {
            caps.add(new Cap(id, scope, window, unit, limit));
        } else {
            section.item().problem("an earlier cap has the same scope, window and unit");
        }
    }
}
