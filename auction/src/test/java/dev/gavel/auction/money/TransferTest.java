package dev.gavel.auction.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.testkit.Property;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TransferTest {

    @Test
    void depositPutsMoneyIntoTheBuyersAccount() {
        assertThat(Transfer.deposit("d1", "acme", 100).entries())
                .containsExactly(new Entry(Account.CASH, -100), new Entry(Account.buyer("acme"), 100));
    }

    @Test
    void holdSetsThePriceAsideAndVoidGivesItBack() {
        assertThat(Transfer.hold("x", "acme", 40).entries())
                .containsExactly(new Entry(Account.buyer("acme"), -40), new Entry(Account.held("acme"), 40));
        assertThat(balances(List.of(Transfer.hold("x", "acme", 40), Transfer.voidHold("x", "acme", 40))))
                .allSatisfy((_, balance) -> assertThat(balance).isZero());
    }

    @Test
    void saleDividesWhatWasHeld() {
        assertThat(Transfer.sale("x", "acme", "v", 40, 30).entries())
                .containsExactly(
                        new Entry(Account.held("acme"), -40),
                        new Entry(Account.vendor("v"), 30),
                        new Entry(Account.margin("acme"), 10));
    }

    @Test
    void aPayoutAboveThePriceIsTheTenantsLoss() {
        assertThat(Transfer.sale("x", "acme", "v", 20, 30).entries()).contains(new Entry(Account.margin("acme"), -10));
    }

    @Test
    void refundReversesTheSale() {
        Map<String, Long> balances = balances(List.of(
                Transfer.hold("x", "acme", 40),
                Transfer.sale("x", "acme", "v", 40, 30),
                Transfer.refund("x", "acme", "v", 40, 30)));
        assertThat(balances).allSatisfy((_, balance) -> assertThat(balance).isZero());
    }

    @Test
    void leavesOutEntriesOfZero() {
        assertThat(Transfer.sale("x", "acme", "v", 40, 40).entries()).hasSize(2);
        assertThat(Transfer.hold("x", "acme", 0).entries()).isEmpty();
    }

    @Test
    void refusesWhatDoesNotBalance() {
        assertThatThrownBy(() -> new Transfer(Transfer.Kind.SALE, "x", List.of(new Entry(Account.CASH, 1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("entries: sum to 1 (expected: 0)");
        assertThatThrownBy(() -> Transfer.deposit("d", "acme", -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Entry(Account.CASH, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesAccountsByKindAndOwner() {
        assertThat(List.of(
                        Account.CASH,
                        Account.buyer("acme"),
                        Account.held("acme"),
                        Account.vendor("v"),
                        Account.margin("acme")))
                .extracting(Account::text)
                .containsExactly("cash", "buyer/acme", "held/acme", "vendor/v", "margin/acme");
        assertThatThrownBy(() -> Account.buyer("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anyTransfersSumToZero() {
        Property.forAll(500, random -> {
            Map<String, Long> balances = new HashMap<>();
            for (int i = 0; i < 50; i++) {
                book(anyTransfer(random), balances);
            }
            assertThat(balances.values().stream().mapToLong(Long::longValue).sum())
                    .isZero();
        });
    }

    private static Transfer anyTransfer(RandomGenerator random) {
        String buyer = "b" + random.nextInt(3);
        String vendor = "v" + random.nextInt(3);
        long price = random.nextInt(4) == 0 ? Money.MAX_MICROS - random.nextInt(2) : random.nextLong(100);
        long payout = random.nextInt(4) == 0 ? Money.MAX_MICROS : random.nextLong(100);
        return switch (List.of(Transfer.Kind.values()).get(random.nextInt(Transfer.Kind.values().length))) {
            case DEPOSIT -> Transfer.deposit("d", buyer, price);
            case HOLD -> Transfer.hold("d", buyer, price);
            case VOID -> Transfer.voidHold("d", buyer, price);
            case SALE -> Transfer.sale("d", buyer, vendor, price, payout);
            case REFUND -> Transfer.refund("d", buyer, vendor, price, payout);
            case WITHDRAWAL -> Transfer.withdrawal("d", buyer, price);
            case PAYOUT -> Transfer.payout("d", vendor, payout);
            case ADJUSTMENT -> Transfer.adjustment("d", Account.vendor(vendor), price - 50);
        };
    }

    private static Map<String, Long> balances(List<Transfer> transfers) {
        Map<String, Long> balances = new HashMap<>();
        transfers.forEach(transfer -> book(transfer, balances));
        return balances;
    }

    private static void book(Transfer transfer, Map<String, Long> balances) {
        transfer.entries().forEach(entry -> balances.merge(entry.account().text(), entry.amountMicros(), Long::sum));
    }
}
