package dev.gavel.persistence.dnc;

import dev.gavel.gates.DncRegister;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All lists of one tenant.
 *
 * <p>Thread safety: immutable. A look-up allocates nothing.
 */
final class TenantRegister implements DncRegister {

    private final @Nullable MappedList registry;
    private final MappedList[] others;
    private final int always;
    private final String version;

    /**
     * @param lists those that could be read
     * @param missing whether there is one more that could not
     * @param version what decisions keep
     */
    TenantRegister(List<MappedList> lists, boolean missing, String version) {
        this.registry = lists.stream()
                .filter(list -> list.name().isByAreaCode())
                .findFirst()
                .orElse(null);
        this.others = lists.stream().filter(list -> !list.name().isByAreaCode()).toArray(MappedList[]::new);
        this.always = (missing ? MISSING : 0) | (registry == null ? NO_REGISTRY : 0);
        this.version = version;
    }

    @Override
    public int look(long phone, long epochDay) {
        int flags = always;
        if (registry != null) {
            flags |= registry.look(phone, epochDay);
        }
        for (MappedList list : others) {
            flags |= list.look(phone, epochDay);
        }
        return flags;
    }

    @Override
    public int look(long epochDay) {
        int flags = always;
        if (registry != null) {
            flags |= registry.look(epochDay);
        }
        for (MappedList list : others) {
            flags |= list.look(epochDay);
        }
        return flags;
    }

    @Override
    public String version() {
        return version;
    }
}
