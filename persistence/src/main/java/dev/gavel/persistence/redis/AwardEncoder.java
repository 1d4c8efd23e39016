package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.cap.CapLedger.Consumer;
import dev.gavel.auction.cap.CapLedger.Option;
import dev.gavel.auction.cap.CapLedger.Request;
import dev.gavel.auction.contract.SaleMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes keys and arguments of the {@code award} script for a batch of leads; the script's header states the order.
 *
 * <p>Thread safety: none; a lane's loop only. Its tables are used again, so that it allocates nothing once they are large enough.
 */
final class AwardEncoder {

    private static final byte[] NOTHING = {};
    private static final long HOUR_SECONDS = 3_600;

    private final CounterTable counters = new CounterTable();
    private final LongTable buckets = new LongTable();
    private final LongTable settledHours = new LongTable();
    private final List<String> campaigns = new ArrayList<>();
    private final PackedWriter packed = new PackedWriter();
    private int marks;

    /**
     * Writes a batch.
     *
     * @param nowSeconds decides the hour in which pings are counted
     */
    void encode(List<Request> requests, TenantKeys keys, ScriptCall call, long nowSeconds) {
        number(requests);
        long hour = nowSeconds - Math.floorMod(nowSeconds, HOUR_SECONDS);
        RespWriter body = call.body();
        writeKeys(requests, keys, body, hour);
        call.keysEnd();
        writeHead(requests, keys, body, hour + HOUR_SECONDS);
        int mark = 1;
        for (int i = 0; i < requests.size(); i++) {
            Request request = requests.get(i);
            writeLead(request, mark, body);
            Consumer consumer = screened(request);
            mark += consumer == null ? 0 : consumer.keys().size();
        }
    }

    /** Finds what the leads share. */
    private void number(List<Request> requests) {
        counters.clear();
        buckets.clear();
        settledHours.clear();
        campaigns.clear();
        marks = 0;
        for (int i = 0; i < requests.size(); i++) {
            Request request = requests.get(i);
            placeOf(request);
            Consumer consumer = screened(request);
            if (consumer != null) {
                marks += consumer.keys().size();
                if (!campaigns.contains(consumer.campaign())) {
                    campaigns.add(consumer.campaign());
                }
            }
            List<Option> options = request.options();
            for (int o = 0; o < options.size(); o++) {
                List<CapClaim> claims = options.get(o).claims();
                for (int c = 0; c < claims.size(); c++) {
                    counters.numberOf(claims.get(c));
                }
            }
        }
    }

    /** The number of the ping's bucket, or, when it is not to be remembered, of its settled hash. */
    private int placeOf(Request request) {
        long millis = PingTimes.millisOf(request.pingId());
        return request.memory() == null
                ? settledHours.numberOf(PingTimes.hourOf(millis))
                : buckets.numberOf(PingTimes.bucketOf(millis));
    }

    private static @Nullable Consumer screened(Request request) {
        Consumer consumer = request.consumer();
        return consumer == null || consumer.keys().isEmpty() ? null : consumer;
    }

    private void writeKeys(List<Request> requests, TenantKeys keys, RespWriter body, long hour) {
        body.add(keys.epochKey());
        body.add(keys.events());
        body.add(keys.suppressed());
        for (int i = 1; i <= counters.size(); i++) {
            CapClaim claim = counters.get(i);
            body.add(keys.capPrefix(), claim.counter(), claim.windowStartSeconds());
        }
        for (int i = 0; i < requests.size(); i++) {
            Consumer consumer = screened(requests.get(i));
            if (consumer != null) {
                for (int k = 0; k < consumer.keys().size(); k++) {
                    body.add(
                            keys.soldPrefix(),
                            consumer.campaign(),
                            consumer.keys().get(k));
                }
            }
        }
        for (int i = 0; i < campaigns.size(); i++) {
            body.add(keys.pingedPrefix(), campaigns.get(i), hour);
        }
        for (int i = 1; i <= buckets.size(); i++) {
            body.add(keys.pingsPrefix(), buckets.get(i));
        }
        for (int i = 1; i <= settledHours.size(); i++) {
            body.add(keys.settledPrefix(), settledHours.get(i));
        }
    }

    private void writeHead(List<Request> requests, TenantKeys keys, RespWriter body, long hourEnd) {
        body.add(keys.epochValue());
        packed.clear();
        packed.putInt(PingTimes.GRACE_SECONDS);
        packed.putInt(PingTimes.SETTLED_SECONDS);
        packed.putInt(hourEnd);
        packed.putShort(requests.size());
        packed.putShort(counters.size());
        packed.putShort(marks);
        packed.putShort(campaigns.size());
        packed.putShort(buckets.size());
        body.add(packed);
        packed.clear();
        for (int i = 1; i <= counters.size(); i++) {
            packed.putNumber(counters.get(i).windowStartSeconds());
            packed.putNumber(counters.get(i).windowEndSeconds());
        }
        body.add(packed);
        for (int i = 0; i < requests.size(); i++) {
            Consumer consumer = screened(requests.get(i));
            if (consumer != null) {
                for (int k = 0; k < consumer.keys().size(); k++) {
                    body.add(consumer.keys().get(k));
                }
            }
        }
    }

    private void writeLead(Request request, int firstMark, RespWriter body) {
        byte[] memory = request.memory();
        String eventHead = request.eventHead();
        body.add(request.pingId());
        body.add(memory == null ? NOTHING : memory);
        body.add(eventHead == null ? "" : eventHead);
        packed.clear();
        packNumbers(request, firstMark);
        List<Option> options = request.options();
        for (int o = 0; o < options.size(); o++) {
            packOption(options.get(o));
        }
        body.add(packed);
    }

    private void packNumbers(Request request, int firstMark) {
        Consumer consumer = screened(request);
        boolean remembered = request.memory() != null;
        int place = placeOf(request);
        packed.putShort(remembered ? place : 0);
        packed.putShort(remembered ? 0 : place);
        packed.putInt(request.ttlSeconds());
        packed.putShort(request.maxLegs());
        packed.putShort(consumer == null ? 0 : campaigns.indexOf(consumer.campaign()) + 1);
        packed.putShort(firstMark);
        packed.putShort(consumer == null ? 0 : consumer.keys().size());
        packed.putInt(consumer == null ? 0 : consumer.mostPingsPerHour());
        List<Option> options = request.options();
        int exclusives = 0;
        for (int o = 0; o < options.size(); o++) {
            exclusives += options.get(o).mode() == SaleMode.EXCLUSIVE ? 1 : 0;
        }
        packed.putShort(exclusives);
        packed.putShort(options.size());
    }

    private void packOption(Option option) {
        String group = option.group();
        List<CapClaim> claims = option.claims();
        packed.putByte(option.mode() == SaleMode.SHARED ? 1 : 0);
        packed.putNumber(option.payoutMicros());
        packed.putText(option.legId());
        packed.putText(group == null ? "" : group);
        packed.putByte(claims.size());
        for (int c = 0; c < claims.size(); c++) {
            CapClaim claim = claims.get(c);
            packed.putShort(counters.numberOf(claim));
            packed.putNumber(claim.limit());
            packed.putNumber(claim.amount());
        }
    }
}
