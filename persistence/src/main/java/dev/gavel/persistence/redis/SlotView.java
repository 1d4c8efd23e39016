package dev.gavel.persistence.redis;

import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.slots.ClusterSlotRange;
import io.lettuce.core.cluster.models.slots.ClusterSlotsParser;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which master has which slot of a cluster, as one of its servers sees it.
 *
 * <p>Thread safety: immutable; the array is not to be changed.
 *
 * @param epoch the cluster's current epoch as that server knows it: who knows a higher one knows of a later failover
 * @param masters by slot, host and port; null where no master has it
 */
record SlotView(long epoch, @Nullable String[] masters) {

    private static final String EPOCH = "cluster_current_epoch:";

    /**
     * @param info the reply to {@code CLUSTER INFO}
     * @param slots the reply to {@code CLUSTER SLOTS}
     */
    static SlotView of(String info, List<Object> slots) {
        @Nullable String[] masters = new @Nullable String[SlotHash.SLOT_COUNT];
        for (ClusterSlotRange range : ClusterSlotsParser.parse(slots)) {
            RedisClusterNode master = range.getUpstream();
            String server = master.getUri().getHost() + ":" + master.getUri().getPort();
            Arrays.fill(masters, range.getFrom(), range.getTo() + 1, server);
        }
        return new SlotView(epochIn(info), masters);
    }

    private static long epochIn(String info) {
        return info.lines()
                .filter(line -> line.startsWith(EPOCH))
                .mapToLong(line -> Long.parseLong(line.substring(EPOCH.length()).strip()))
                .findFirst()
                .orElse(0);
    }

    /** The one that knows of the later failover. */
    static SlotView newer(SlotView one, SlotView other) {
        return other.epoch > one.epoch ? other : one;
    }

    /** All masters that have slots. */
    Set<String> servers() {
        return Arrays.stream(masters).filter(Objects::nonNull).collect(Collectors.toUnmodifiableSet());
    }

    /** A tenant's slot: all of its keys have the tag {@code {tenant}}. */
    static int slotOf(String tenant) {
        return SlotHash.getSlot(tenant);
    }
}
