package dev.gavel.auction.market;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.CallChannel;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.CertificateIssuer;
import dev.gavel.auction.contract.CertificateVerifier;
import dev.gavel.auction.contract.ContactPolicy;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.DncProvider;
import dev.gavel.auction.contract.Market;
import dev.gavel.auction.contract.Vendor;
import dev.gavel.auction.lead.Vertical;
import java.util.ArrayList;
import java.util.Currency;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Reads {@code market.yaml}: a tenant's whole marketplace. Nothing in the file is ever ignored: what is not understood, refers to nothing,
 * or is out of its range is a problem, and all problems are reported at once. {@code docs/MARKET.md} describes the format.
 *
 * <p>Thread safety: stateless.
 */
public final class MarketFile {

    private MarketFile() {}

    /**
     * Reads one file. Never throws for what the file says. References to secrets in header values stay as they are.
     *
     * @param tenant the tenant's slug
     * @param verticals by name; the file may add its own and replace these
     */
    public static MarketReading read(String yaml, String tenant, Map<String, Vertical> verticals) {
        requireNonNull(yaml, "yaml");
        requireNonNull(tenant, "tenant");
        Problems problems = new Problems();
        Item root = new Item(Yaml.read(yaml, problems), "", problems);
        Market market = market(root, tenant, verticals);
        return problems.isEmpty() ? new MarketReading.Accepted(market) : new MarketReading.Refused(problems.list());
    }

    private static Market market(Item root, String tenant, Map<String, Vertical> standard) {
        Section section = root.section("a map with currency, campaigns, vendors, buyers and contracts");
        String currency = readCurrency(section.required("currency"));
        Map<String, Vertical> verticals = new LinkedHashMap<>(standard);
        section.optional("verticals").ifPresent(item -> verticals.putAll(readVerticals(item)));
        ZipLists zipLists = new ZipLists();
        section.optional("zip_lists").ifPresent(zipLists::read);

        Map<CertificateIssuer, CertificateVerifier> verifiers = section.optional("certificate_verifiers")
                .map(VerifierReader::read)
                .orElse(Map.of());
        CampaignReader campaignReader = new CampaignReader(verticals, verifiers.keySet());
        Map<String, Campaign> campaigns =
                readMap(section.required("campaigns"), "a map of campaigns", campaignReader::read);
        Map<String, Vendor> vendors = section.optional("vendors")
                .map(item -> readMap(item, "a map of vendors", VendorReader::read))
                .orElse(Map.of());
        BuyerReader buyerReader = new BuyerReader(new VettingReader(verticals.keySet()));
        Map<String, Buyer> buyers = section.optional("buyers")
                .map(item -> readMap(item, "a map of buyers", buyerReader::read))
                .orElse(Map.of());
        TemplateCheck templates = new TemplateCheck();
        ContractReader contractReader =
                new ContractReader(campaigns, vendors, buyers, new FilterReader(zipLists), templates);
        Map<String, Contract> contracts = section.optional("contracts")
                .map(item -> readMap(item, "a map of contracts", contractReader::read))
                .orElse(Map.of());
        DncProvider dncProvider =
                section.optional("dnc_provider").map(DncProviderReader::read).orElse(null);
        String messageSecretName = section.optional("incoming_messages")
                .map(MarketFile::readMessageSecret)
                .orElse(null);
        section.close();
        templates.check(buyerReader.requests(), verticals);
        return new Market(
                tenant,
                0,
                currency,
                withChannels(campaigns, contracts),
                vendors,
                buyers,
                new ArrayList<>(contracts.values()),
                dncProvider,
                verifiers,
                messageSecretName);
    }

    private static String readMessageSecret(Item item) {
        Section section = item.section("{secret: NAME}");
        String name = EndpointReader.readSecretName(section.required("secret"));
        section.close();
        return name;
    }

    /** A campaign's leads are reached as its contracts say, and in every way where it has none. */
    private static Map<String, Campaign> withChannels(
            Map<String, Campaign> campaigns, Map<String, Contract> contracts) {
        Map<String, Set<CallChannel>> used = new LinkedHashMap<>();
        contracts
                .values()
                .forEach(contract -> used.computeIfAbsent(contract.campaign(), _ -> EnumSet.noneOf(CallChannel.class))
                        .addAll(contract.channels()));
        Map<String, Campaign> reached = new LinkedHashMap<>();
        campaigns.forEach((id, campaign) -> {
            ContactPolicy contact = campaign.gates().contact().withChannels(used.getOrDefault(id, CallChannel.ALL));
            reached.put(id, campaign.withGates(campaign.gates().withContact(contact)));
        });
        return reached;
    }

    @FunctionalInterface
    private interface Reader<T> {
        T read(String id, Item item);
    }

    private static <T> Map<String, T> readMap(Item item, String expected, Reader<T> reader) {
        Map<String, T> map = new LinkedHashMap<>();
        for (Map.Entry<String, Item> entry : item.entriesById(expected)) {
            map.put(entry.getKey(), reader.read(entry.getKey(), entry.getValue()));
        }
        return map;
    }

    private static String readCurrency(Item item) {
        String text = item.text("a currency such as USD");
        if (!text.isEmpty()
                && Currency.getAvailableCurrencies().stream()
                        .noneMatch(c -> c.getCurrencyCode().equals(text))) {
            item.problem("unknown currency " + Problems.quote(text) + " (expected: an ISO 4217 code such as USD)");
        }
        return text;
    }

    private static Map<String, Vertical> readVerticals(Item item) {
        return readMap(item, "a map of verticals", (name, entry) -> {
            Section section = entry.section("a map with fields");
            Vertical vertical = VerticalFile.read(section, name, Contact.FIELDS);
            return vertical == null ? CampaignReader.UNKNOWN : vertical;
        });
    }
}
