package dev.gavel.gates;

import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.FieldType;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Vertical;
import org.jspecify.annotations.Nullable;

/**
 * Where a vertical keeps what tells who and where a consumer is: the indexes of the fields {@code zip}, {@code state}, {@code phone},
 * {@code phone_hash}, {@code email} and {@code email_hash}; {@link #NONE} for one that the vertical lacks or has with another type.
 */
public record ConsumerSlots(int zip, int state, int phone, int phoneHash, int email, int emailHash) {

    /** No such field. */
    public static final int NONE = -1;

    /** Finds the fields by name and type. */
    public static ConsumerSlots of(Vertical vertical) {
        return new ConsumerSlots(
                slot(vertical, "zip", FieldType.ZIP),
                slot(vertical, "state", FieldType.STATE),
                slot(vertical, "phone", FieldType.PHONE),
                slot(vertical, "phone_hash", FieldType.HASH),
                slot(vertical, "email", FieldType.EMAIL),
                slot(vertical, "email_hash", FieldType.HASH));
    }

    /** Whether the lead has a readable value in a slot; none where the vertical lacks the field. Allocates nothing. */
    public static boolean has(Lead lead, int slot) {
        return slot != NONE && lead.has(slot);
    }

    /** Whether the lead has something in a slot, readable or not. */
    public static boolean isSent(Lead lead, int slot) {
        return slot != NONE && !lead.isAbsent(slot);
    }

    private static int slot(Vertical vertical, String name, FieldType type) {
        Field field = vertical.fieldNamed(name);
        return field != null && field.type() == type ? field.index() : NONE;
    }

    /**
     * The slots of the verticals in use, found once each. Verticals are told apart by identity, so a reloaded one is looked up anew; past
     * {@value #MOST} the oldest is forgotten.
     *
     * <p>Thread safety: any thread; the entries are copied on write. A look-up allocates nothing once the vertical was seen.
     */
    public static final class Cache {

        private static final int MOST = 64;

        private volatile Entry[] entries = {};

        /** The vertical's slots. Looks through the few verticals that there are. */
        public ConsumerSlots of(Vertical vertical) {
            ConsumerSlots slots = find(entries, vertical);
            return slots == null ? add(vertical) : slots;
        }

        private synchronized ConsumerSlots add(Vertical vertical) {
            Entry[] old = entries;
            ConsumerSlots present = find(old, vertical);
            if (present != null) {
                return present;
            }
            ConsumerSlots slots = ConsumerSlots.of(vertical);
            int kept = Math.min(old.length, MOST - 1);
            Entry[] grown = new Entry[kept + 1];
            System.arraycopy(old, 0, grown, 1, kept);
            grown[0] = new Entry(vertical, slots);
            entries = grown;
            return slots;
        }

        @SuppressWarnings("ReferenceEquality") // a vertical is an object of one configuration, not a value
        private static @Nullable ConsumerSlots find(Entry[] entries, Vertical vertical) {
            for (Entry entry : entries) {
                if (entry.vertical == vertical) {
                    return entry.slots;
                }
            }
            return null;
        }

        private record Entry(Vertical vertical, ConsumerSlots slots) {}
    }
}
