package dev.gavel.gates;

import java.time.Instant;

/**
 * What is known of internet addresses: whether robots, anonymizing networks or known cheats send from them. Answers from memory, at once.
 *
 * <p>Thread safety: any thread.
 */
public interface IpReputation {

    /** Knows nothing: of no address is anything known. */
    IpReputation NONE = (address, now) -> Answer.UNKNOWN;

    /**
     * What is known of an address.
     *
     * @param address as text; whatever was sent
     * @param now tells whether what is known is recent enough
     */
    Answer of(String address, Instant now);

    /** What is known. */
    enum Answer {
        /** Not listed by a list that is recent. */
        GOOD,
        /** Listed. */
        BAD,
        /** No list, one that is too old, or no address. */
        UNKNOWN
    }
}
