package dev.gavel.persistence.redis;

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

    /** The greatest that four bytes hold. */
    private static final long LATEST_SECOND = 0xFFFF_FFFFL;

    private final ClaimTable claims = new ClaimTable();
    private final LongTable buckets = new LongTable();
    private final LongTable settledHours = new LongTable();
    private final List<Consumer> consumers = new ArrayList<>();
    private final MarkTable marks = new MarkTable();
    private final WishTable wishes = new WishTable();
    private final CounterOrder order = new CounterOrder();
    private final PackedWriter packed = new PackedWriter();

    /**
     * Writes a batch.
     *
     * @param nowMillis decides the hour in which pings are counted
     */
    void encode(List<AwardLead> leads, TenantKeys keys, ScriptCall call, long nowMillis) {
        number(leads);
        long hour = PingTimes.hourStart(nowMillis);
        RespWriter body = call.body();
        writeKeys(keys, body, hour);
        call.keysEnd();
        writeHead(leads, keys, body, hour + PingTimes.HOUR_SECONDS);
        for (int i = 0; i < leads.size(); i++) {
            writeLead(leads.get(i).request(), leads.get(i).wish(), body);
        }
    }

    /** How many buckets the batch that was encoded last remembers pings in. */
    int buckets() {
        return buckets.size();
    }

    /** The bucket of this number, from 1. */
    long bucket(int number) {
        return buckets.get(number);
    }

    /** Writes what the pings of one bucket of that batch remember: the bucket's key, then each ping and its memory. */
    void writeMemories(List<AwardLead> leads, TenantKeys keys, int bucket, RespWriter body) {
        body.add(keys.pingsPrefix(), buckets.get(bucket));
        for (int i = 0; i < leads.size(); i++) {
            Request request = leads.get(i).request();
            byte[] memory = request.memory();
            if (memory != null && placeOf(request) == bucket) {
                body.add(request.pingId());
                body.add(memory);
            }
        }
    }

    /** Finds what the leads share. */
    private void number(List<AwardLead> leads) {
        claims.clear();
        buckets.clear();
        settledHours.clear();
        consumers.clear();
        marks.clear();
        wishes.clear();
        for (int i = 0; i < leads.size(); i++) {
            Request request = leads.get(i).request();
            placeOf(request);
            Consumer consumer = screened(request);
            if (consumer != null) {
                consumers.add(consumer);
            }
            List<Option> options = request.options();
            for (int o = 0; o < options.size(); o++) {
                claims.offsetOf(options.get(o).claims());
                if (leads.get(i).wish().lookedAt()[o]) {
                    wishes.add(
                            options.get(o).claims(),
                            claims.counters(),
                            request.firm() && leads.get(i).wish().has(o));
                }
            }
        }
        marks.add(consumers);
        order.arrange(claims.counters(), wishes);
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

    private void writeKeys(TenantKeys keys, RespWriter body, long hour) {
        body.add(keys.epochKey());
        body.add(keys.events());
        body.add(keys.suppressed());
        for (int window = 1; window <= order.windows(); window++) {
            body.add(keys.capsPrefix(), order.startSeconds(window));
        }
        for (int m = 1; m <= marks.size(); m++) {
            body.add(keys.soldPrefix(), marks.campaign(m), marks.key(m));
        }
        for (String campaign : marks.campaigns()) {
            body.add(keys.pingedPrefix(), campaign, hour);
            body.add(keys.pingedPrefix(), campaign, hour - PingTimes.HOUR_SECONDS);
        }
        for (int i = 1; i <= buckets.size(); i++) {
            body.add(keys.pingsPrefix(), buckets.get(i));
        }
        for (int i = 1; i <= settledHours.size(); i++) {
            body.add(keys.settledPrefix(), settledHours.get(i));
        }
    }

    private void writeHead(List<AwardLead> leads, TenantKeys keys, RespWriter body, long hourEnd) {
        body.add(keys.epochValue());
        CounterTable counters = claims.counters();
        packed.clear();
        packed.putInt(PingTimes.GRACE_SECONDS);
        packed.putInt(PingTimes.SETTLED_SECONDS);
        packed.putInt(hourEnd);
        packed.putInt(usualTtlSeconds(leads));
        packed.putShort(leads.size());
        packed.putShort(counters.size());
        packed.putShort(order.windows());
        packed.putShort(marks.size());
        packed.putShort(marks.campaigns().size());
        packed.putShort(buckets.size());
        packed.putNumber(counters.latestStartSeconds());
        packed.putNumber(counters.earliestEndSeconds());
        for (int campaign = 0; campaign < marks.campaigns().size(); campaign++) {
            packed.putShort(marks.sizeOf(campaign));
        }
        body.add(packed);
        writeCounters(counters, body);
        packed.clear();
        for (int i = 0; i < consumers.size(); i++) {
            packMarks(consumers.get(i));
        }
        body.add(packed);
        for (int position = 1; position <= counters.size(); position++) {
            body.add(counters.get(order.numberAt(position)).counter());
        }
        for (int m = 1; m <= marks.size(); m++) {
            body.add(marks.key(m));
        }
    }

    private void writeCounters(CounterTable counters, RespWriter body) {
        packed.clear();
        for (int window = 1; window <= order.windows(); window++) {
            packed.putNumber(order.startSeconds(window));
            packed.putShort(order.counters(window));
            packed.putShort(order.wished(window));
        }
        for (int position = 1; position <= counters.size(); position++) {
            packed.putNumber(counters.get(order.numberAt(position)).windowEndSeconds());
        }
        body.add(packed);
        packed.clear();
        claims.pack(order, packed);
        body.add(packed);
        packed.clear();
        for (int position = 1; position <= counters.size(); position++) {
            if (wishes.isAbout(order.numberAt(position))) {
                wishes.pack(order.numberAt(position), packed);
            }
        }
        body.add(packed);
    }

    private void packMarks(Consumer consumer) {
        for (int k = 0; k < consumer.keys().size(); k++) {
            packed.putShort(marks.numberOf(consumer.campaign(), consumer.keys().get(k)));
        }
    }

    /** What the first lead with options has: the script is cheaper for those that have the same. */
    private static int usualTtlSeconds(List<AwardLead> leads) {
        for (int i = 0; i < leads.size(); i++) {
            Request request = leads.get(i).request();
            if (!request.options().isEmpty()) {
                return request.ttlSeconds();
            }
        }
        return 0;
    }

    private void writeLead(Request request, Wish wish, RespWriter body) {
        byte[] eventHead = request.eventHead();
        body.add(request.pingId());
        body.add(eventHead == null ? NOTHING : eventHead);
        packed.clear();
        packNumbers(request, wish);
        packOptionNumbers(request, wish);
        packOptions(request.options(), SaleMode.EXCLUSIVE, request.firstLeg());
        packOptions(request.options(), SaleMode.SHARED, request.firstLeg());
        body.add(packed);
    }

    private void packNumbers(Request request, Wish wish) {
        Consumer consumer = screened(request);
        boolean remembered = request.memory() != null;
        int place = placeOf(request);
        packed.putShort(remembered ? place : 0);
        packed.putShort(remembered ? 0 : place);
        packed.putInt(request.ttlSeconds());
        packed.putShort(request.maxLegs());
        packed.putByte(request.firm() ? 1 : 0);
        packed.putByte(consumer != null && consumer.counted() ? 1 : 0);
        packed.putInt(consumer == null ? 0 : consumer.mostPingsPerHour());
        packed.putInt(Math.min(wish.untilSeconds(request.options()), LATEST_SECOND));
    }

    private void packOptionNumbers(Request request, Wish wish) {
        List<Option> options = request.options();
        int exclusives = 0;
        long highestPayoutMicros = 0;
        for (int o = 0; o < options.size(); o++) {
            if (options.get(o).mode() == SaleMode.EXCLUSIVE) {
                exclusives++;
                highestPayoutMicros =
                        Math.max(highestPayoutMicros, options.get(o).payoutMicros());
            }
        }
        packed.putNumber(highestPayoutMicros);
        packed.putByte(exclusives);
        packed.putByte(options.size());
        packWish(wish, request.firstLeg());
        Consumer consumer = screened(request);
        packed.putByte(consumer == null ? 0 : consumer.keys().size());
    }

    /** As the script remembers legs: {@code ;2;3;}. */
    private void packWish(Wish wish, int firstLeg) {
        int start = packed.size();
        packed.putShort(0);
        for (int leg : wish.legs()) {
            packed.putByte(';');
            packed.putDecimal(firstLeg + leg);
        }
        if (wish.legs().length > 0) {
            packed.putByte(';');
        }
        packed.setShort(start, packed.size() - start - Short.BYTES);
    }

    private void packOptions(List<Option> options, SaleMode mode, int firstLeg) {
        for (int o = 0; o < options.size(); o++) {
            Option option = options.get(o);
            if (option.mode() == mode) {
                packed.putInt(claims.offsetOf(option.claims()) + 1L);
                packed.putNumber(option.payoutMicros());
                packed.putByte(firstLeg + o);
                packed.putByte(groupOf(options, o));
                packed.putInt(Math.min(option.untilSeconds(), LATEST_SECOND));
            }
        }
    }

    /** A number from 1 that the options of one conflict group have in common; 0 for none. */
    private static int groupOf(List<Option> options, int option) {
        String group = options.get(option).group();
        if (group == null) {
            return 0;
        }
        int first = 0;
        while (!group.equals(options.get(first).group())) {
            first++;
        }
        return first + 1;
    }
}
