package dev.gavel.auction.contract;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's whole configuration, at one version. References between its parts are checked by its reader.
 *
 * <p>Thread safety: immutable.
 *
 * @param tenant the tenant's slug
 * @param version counts up with each change that was applied; 0 before the first
 * @param currency ISO 4217 code of all its amounts
 * @param dncProvider who is asked about do-not-call; null for nobody
 * @param messageSecretName the name of the secret that consumers' text messages are signed with; null when none are taken signed
 */
public record Market(
        String tenant,
        long version,
        String currency,
        Map<String, Campaign> campaigns,
        Map<String, Vendor> vendors,
        Map<String, Buyer> buyers,
        List<Contract> contracts,
        @Nullable DncProvider dncProvider,
        @Nullable String messageSecretName) {

    /** A market that asks nobody about do-not-call and takes no signed messages. */
    public Market(
            String tenant,
            long version,
            String currency,
            Map<String, Campaign> campaigns,
            Map<String, Vendor> vendors,
            Map<String, Buyer> buyers,
            List<Contract> contracts) {
        this(tenant, version, currency, campaigns, vendors, buyers, contracts, null, null);
    }

    public Market {
        requireNonNull(tenant, "tenant");
        requireNonNull(currency, "currency");
        campaigns = Map.copyOf(campaigns);
        vendors = Map.copyOf(vendors);
        buyers = Map.copyOf(buyers);
        contracts = List.copyOf(contracts);
    }

    /** The contracts of one campaign, in the order of the file. */
    public List<Contract> contractsOf(String campaign) {
        return contracts.stream().filter(c -> c.campaign().equals(campaign)).toList();
    }

    /** The contracts by id. */
    public Map<String, Contract> contractById() {
        return contracts.stream().collect(Collectors.toUnmodifiableMap(Contract::id, Function.identity()));
    }

    /** A contract's buyer, as the contract wants it asked: with the contract's own repeat window where it has one. Null when there is none. */
    public @Nullable Buyer buyerOf(Contract contract) {
        Buyer buyer = buyers.get(contract.buyer());
        return buyer == null || contract.repeatWindow() == null
                ? buyer
                : buyer.withRepeatWindow(contract.repeatWindow());
    }

    /** The longest time for which some buyer takes no consumer twice; zero when none minds. */
    public Duration longestRepeatWindow() {
        Duration longest = Duration.ZERO;
        for (Buyer buyer : buyers.values()) {
            longest = longest.compareTo(buyer.repeatWindow()) < 0 ? buyer.repeatWindow() : longest;
        }
        for (Contract contract : contracts) {
            Duration window = contract.repeatWindow();
            longest = window != null && longest.compareTo(window) < 0 ? window : longest;
        }
        return longest;
    }

    /** The same market at another version. */
    public Market atVersion(long newVersion) {
        return new Market(
                tenant, newVersion, currency, campaigns, vendors, buyers, contracts, dncProvider, messageSecretName);
    }
}
