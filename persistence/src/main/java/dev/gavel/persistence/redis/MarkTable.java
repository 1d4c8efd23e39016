package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapLedger.Consumer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The marks of a batch: each consumer's key in each campaign, numbered from 1, those of a campaign in a row. However many leads of the batch have a
 * mark, Redis is told of it once. An open-addressing hash table that is used again, so that it allocates nothing once it is large enough.
 *
 * <p>Thread safety: none; a lane's loop only.
 */
final class MarkTable {

    private static final int FIRST_SLOTS = 256;

    private final List<String> campaigns = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private int[] campaignOf = new int[FIRST_SLOTS / 2];
    private int[] slots = new int[FIRST_SLOTS];

    void clear() {
        campaigns.clear();
        keys.clear();
        Arrays.fill(slots, 0);
    }

    /** Numbers the marks of these consumers. */
    void add(List<Consumer> consumers) {
        for (int i = 0; i < consumers.size(); i++) {
            if (!campaigns.contains(consumers.get(i).campaign())) {
                campaigns.add(consumers.get(i).campaign());
            }
        }
        for (int campaign = 0; campaign < campaigns.size(); campaign++) {
            for (int i = 0; i < consumers.size(); i++) {
                Consumer consumer = consumers.get(i);
                if (consumer.campaign().equals(campaigns.get(campaign))) {
                    add(campaign, consumer.keys());
                }
            }
        }
    }

    private void add(int campaign, List<String> added) {
        for (int k = 0; k < added.size(); k++) {
            String key = added.get(k);
            int slot = slotOf(campaign, key);
            if (slots[slot] > 0) {
                continue;
            }
            if (keys.size() == campaignOf.length) {
                grow();
                slot = slotOf(campaign, key);
            }
            campaignOf[keys.size()] = campaign;
            keys.add(key);
            slots[slot] = keys.size();
        }
    }

    int size() {
        return keys.size();
    }

    /** The key of a mark. */
    String key(int number) {
        return keys.get(number - 1);
    }

    /** The campaign of a mark. */
    String campaign(int number) {
        return campaigns.get(campaignOf[number - 1]);
    }

    /** The campaigns, in the order of their marks. */
    List<String> campaigns() {
        return campaigns;
    }

    /** How many marks a campaign has, by its position in {@link #campaigns}. */
    int sizeOf(int campaign) {
        int size = 0;
        for (int i = 0; i < keys.size(); i++) {
            size += campaignOf[i] == campaign ? 1 : 0;
        }
        return size;
    }

    /** The number of a mark that was added. */
    int numberOf(String campaign, String key) {
        return slots[slotOf(campaigns.indexOf(campaign), key)];
    }

    private int slotOf(int campaign, String key) {
        int mask = slots.length - 1;
        int hash = key.hashCode() * 31 + campaign;
        int slot = (hash ^ (hash >>> 16)) & mask;
        while (slots[slot] > 0 && !isAt(slots[slot] - 1, campaign, key)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private boolean isAt(int index, int campaign, String key) {
        return campaignOf[index] == campaign && keys.get(index).equals(key);
    }

    private void grow() {
        campaignOf = Arrays.copyOf(campaignOf, campaignOf.length * 2);
        slots = new int[campaignOf.length * 2];
        for (int i = 0; i < keys.size(); i++) {
            slots[slotOf(campaignOf[i], keys.get(i))] = i + 1;
        }
    }
}
