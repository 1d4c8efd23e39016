package dev.gavel.server.faults;

import dev.gavel.auction.id.TypeId;
import dev.gavel.persistence.testkit.PostgresForTests;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What Postgres has of all tenants, read past all security.
 *
 * @param leads by the ping's id
 * @param deliveries by their id
 */
record Books(
        Map<String, Lead> leads,
        Map<String, Delivery> deliveries,
        List<Sale> sales,
        List<Account> accounts,
        List<CapUse> caps,
        List<JsonNode> events) {

    static final String UNREADABLE = "unreadable";

    private static final JsonMapper JSON = JsonMapper.shared();

    record Lead(String tenant, String pingId, boolean settled, String answer, List<String> consumerKeys) {}

    /** @param state INTENT, ACCEPTED, REJECTED, UNRESOLVED or NOT_SENT */
    record Delivery(
            String tenant,
            String deliveryId,
            String pingId,
            String contract,
            String buyer,
            String state,
            long priceMicros) {

        boolean isOpen() {
            return state.equals("INTENT") || state.equals("UNRESOLVED");
        }
    }

    record Sale(
            String tenant,
            String pingId,
            String legId,
            String deliveryId,
            String contract,
            String buyer,
            String vendor,
            long priceMicros,
            long payoutMicros) {}

    record Account(String tenant, String account, long balanceMicros, long creditLimitMicros) {}

    record CapUse(String tenant, String counter, long windowStart, long windowEnd, long used) {}

    static Books read(PostgresForTests postgres) {
        Map<String, Lead> leads = new LinkedHashMap<>();
        for (JsonNode row :
                rows(postgres, "SELECT tenant, ping_id, settled_at, answer, consumer_keys FROM gavel.lead")) {
            String ping = id("ping", row.path("ping_id"));
            leads.put(
                    ping,
                    new Lead(
                            text(row, "tenant"),
                            ping,
                            !row.path("settled_at").isNull(),
                            row.path("answer").asString(""),
                            row.path("consumer_keys")
                                    .valueStream()
                                    .map(key -> key.asString())
                                    .toList()));
        }
        Map<String, Delivery> deliveries = new LinkedHashMap<>();
        for (JsonNode row : rows(
                postgres,
                "SELECT tenant, delivery_id, ping_id, contract, buyer, state, price_micros FROM gavel.delivery")) {
            String id = id("delivery", row.path("delivery_id"));
            deliveries.put(
                    id,
                    new Delivery(
                            text(row, "tenant"),
                            id,
                            id("ping", row.path("ping_id")),
                            text(row, "contract"),
                            text(row, "buyer"),
                            text(row, "state"),
                            row.path("price_micros").asLong()));
        }
        return new Books(leads, deliveries, sales(postgres), accounts(postgres), caps(postgres), events(postgres));
    }

    private static List<Sale> sales(PostgresForTests postgres) {
        return rows(postgres, "SELECT * FROM gavel.sale ORDER BY sold_at").stream()
                .map(row -> new Sale(
                        text(row, "tenant"),
                        id("ping", row.path("ping_id")),
                        id("leg", row.path("leg_id")),
                        id("delivery", row.path("delivery_id")),
                        text(row, "contract"),
                        text(row, "buyer"),
                        text(row, "vendor"),
                        row.path("price_micros").asLong(),
                        row.path("payout_micros").asLong()))
                .toList();
    }

    private static List<Account> accounts(PostgresForTests postgres) {
        return rows(postgres, "SELECT * FROM gavel.account").stream()
                .map(row -> new Account(
                        text(row, "tenant"),
                        text(row, "account"),
                        row.path("balance_micros").asLong(),
                        row.path("credit_limit_micros").asLong()))
                .toList();
    }

    private static List<CapUse> caps(PostgresForTests postgres) {
        return rows(postgres, "SELECT * FROM gavel.cap_usage").stream()
                .map(row -> new CapUse(
                        text(row, "tenant"),
                        text(row, "counter"),
                        row.path("window_start").asLong(),
                        row.path("window_end").asLong(),
                        row.path("used").asLong()))
                .toList();
    }

    private static List<JsonNode> events(PostgresForTests postgres) {
        return postgres.superuserQuery("SELECT bytes FROM gavel.event ORDER BY tenant, seq").stream()
                .map(Books::readEvent)
                .toList();
    }

    /** An event whose bytes were turned on their way from Redis is in the chain as it came. */
    private static JsonNode readEvent(String bytes) {
        try {
            return JSON.readTree(bytes);
        } catch (JacksonException _) {
            return JSON.createObjectNode().put("type", UNREADABLE);
        }
    }

    private static List<JsonNode> rows(PostgresForTests postgres, String sql) {
        return postgres.superuserQuery("SELECT row_to_json(r)::text FROM (" + sql + ") r").stream()
                .map(JSON::readTree)
                .toList();
    }

    private static String text(JsonNode row, String name) {
        return row.path(name).asString();
    }

    private static String id(String prefix, JsonNode uuid) {
        return TypeId.of(prefix, UUID.fromString(uuid.asString())).toString();
    }
}
