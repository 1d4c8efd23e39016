package dev.gavel.auction.bid;

/**
 * The draw that decides where rules leave bids equal: a pseudo-random number for each contract and lead, the same whenever it is
 * computed again from the campaign's seed, the lead's seed and the contract's id. A lead's numbers tell nothing of the next lead's, so that
 * equal contracts get equal shares.
 *
 * <p>Mixing is the finalizer of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014), ids
 * are hashed by 64-bit FNV-1a over their characters. Thread safety: stateless; allocates nothing.
 */
public final class TieBreak {

    private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;
    private static final long FNV_OFFSET = 0xCBF2_9CE4_8422_2325L;
    private static final long FNV_PRIME = 0x0000_0100_0000_01B3L;

    private TieBreak() {}

    /** What all draws of one lead have in common. */
    public static long drawSeed(long campaignSeed, long leadSeed) {
        return mix(mix(campaignSeed + GOLDEN_GAMMA) ^ leadSeed);
    }

    /** A contract's number in a lead's draw: smaller, as an unsigned number, goes first. */
    public static long number(long drawSeed, long idHash) {
        return mix((drawSeed + GOLDEN_GAMMA) ^ idHash);
    }

    /** The hash of a contract's id, which may be kept. */
    public static long idHash(String contractId) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < contractId.length(); i++) {
            hash = (hash ^ contractId.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return mixed ^ (mixed >>> 31);
    }
}
