package dev.gavel.persistence.redis;

import static dev.gavel.persistence.redis.Leads.consumer;
import static dev.gavel.persistence.redis.Leads.exclusive;
import static dev.gavel.persistence.redis.Leads.lead;
import static dev.gavel.persistence.redis.Leads.leg;
import static dev.gavel.persistence.redis.Leads.one;
import static dev.gavel.persistence.redis.Leads.shared;
import static dev.gavel.persistence.redis.RedisRig.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.cap.CapLedger.Request;
import dev.gavel.gates.ContactLog.Contact;
import dev.gavel.persistence.embedded.EmbeddedRedis;
import io.lettuce.core.cluster.SlotHash;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a cluster asks of scripts: they touch only keys that they were given, and all of one call are in one slot. */
class ClusterSafetyTest {

    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]++|\\\\.)*+)\"");
    private static final Set<String> WITHOUT_KEY = Set.of("TIME");
    private static final String END = "the-end";

    @Test
    void scriptsTouchOnlyTheKeysThatTheyAreGivenAndTheseShareASlot() throws IOException {
        EmbeddedRedis server = RedisForTests.server();
        try (RedisRig rig = RedisRig.open();
                Socket monitor = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(monitor.getInputStream(), StandardCharsets.ISO_8859_1));
            monitor.getOutputStream()
                    .write(("AUTH " + server.password() + "\r\nMONITOR\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(lines.readLine()).isEqualTo("+OK");
            assertThat(lines.readLine()).isEqualTo("+OK");

            useEveryScript(rig);
            rig.redis.echo(END);

            assertThat(check(lines)).isGreaterThanOrEqualTo(Script.values().length);
        }
    }

    private static void useEveryScript(RedisRig rig) {
        String tenant = rig.newTenant();
        await(rig.changes.addFunds(tenant, "buyer", 1_000));
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            requests.add(lead(
                    tenant,
                    consumer("phone-" + i),
                    exclusive(1, one("cap-" + i % 3, 2), CapClaim.funds("buyer", 10)),
                    shared("group", 1, one("cap-" + i % 5, 2)),
                    shared(null, 1, one("cap-" + i % 7, 2))));
        }
        requests.stream().map(rig.ledger::award).toList().forEach(RedisRig::await);
        Request first = requests.getFirst();
        await(rig.ledger.recall(tenant, first.pingId()));
        for (int option = 0; option < 3; option++) {
            await(rig.ledger.commit(leg(first, option, 60)));
            await(rig.ledger.release(leg(first, option, 60)));
        }
        Request later = new Request(tenant, first.pingId(), null, first.options(), 1, 60, null, null);
        await(rig.ledger.award(later));
        await(new RedisScreeningList(rig.lanes, rig.epochs, InstantSource.system())
                .screen(tenant, consumer("phone-1"), null));
        RedisContactLog contacts = new RedisContactLog(rig.lanes, rig.epochs);
        await(contacts.admit(new Contact(tenant, List.of("phone-1"), "ping_1", "c1", "auto", "buyer", 3, 60, 86_400)));
        await(contacts.forget(tenant, List.of("phone-1"), "ping_1", "c1"));
        TenantKeys keys = rig.epochs.current(tenant, rig.lanes.runId());
        List<TrueCount> counts = List.of(TrueCount.unused("cap-1:0", CapClaim.NO_END), TrueCount.funds("buyer", 5));
        CounterScripts scripts = new CounterScripts(rig.lanes, rig.epochs);
        List<CounterLook> looks = scripts.inspect(keys, counts, 0).block(RedisRig.PATIENCE);
        scripts.repair(
                        keys,
                        List.of(
                                new CounterRepair(counts.get(0), looks.get(0), 1),
                                new CounterRepair(counts.get(1), looks.get(1), 0)))
                .block(RedisRig.PATIENCE);
        EventStream stream = new EventStream(rig.lanes, "node");
        List<StreamBatch> batches = stream.read(tenant, 100).block(RedisRig.PATIENCE);
        stream.acknowledge(tenant, batches.stream().map(StreamBatch::id).toList())
                .block(RedisRig.PATIENCE);
    }

    /** Reads what Redis was asked, until the end; answers how many script calls there were. */
    private static int check(BufferedReader lines) throws IOException {
        Set<String> given = Set.of();
        int calls = 0;
        for (String line = lines.readLine(); ; line = lines.readLine()) {
            List<String> words = words(line);
            boolean fromScript = line.contains(" lua] ");
            String command = words.getFirst().toUpperCase(java.util.Locale.ROOT);
            if (command.equals("ECHO") && words.get(1).equals(END)) {
                return calls;
            }
            if (fromScript && !WITHOUT_KEY.contains(command)) {
                Set<String> touched =
                        command.equals("MGET") ? new HashSet<>(words.subList(1, words.size())) : Set.of(words.get(1));
                assertThat(given).as(line).containsAll(touched);
            } else if (command.equals("EVALSHA") || command.equals("EVAL")) {
                calls++;
                given = new HashSet<>(words.subList(3, 3 + Integer.parseInt(words.get(2))));
                assertThat(given.stream().map(SlotHash::getSlot).distinct())
                        .as(line)
                        .hasSize(1);
            }
        }
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            words.add(matcher.group(1));
        }
        return words;
    }
}
