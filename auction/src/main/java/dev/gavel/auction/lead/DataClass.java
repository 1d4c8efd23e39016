package dev.gavel.auction.lead;

/** How carefully a field's value is to be handled. */
public enum DataClass {
    /** May be shown to anyone who takes part: ZIP, state, vehicle year. */
    PUBLIC,
    /** Stays between the tenant and the buyers who are asked: birth date, credit band. */
    INTERNAL,
    /** Names or reaches the consumer. Encrypted at rest, only in a post, never in a ping to a buyer, a log, a metric or an event. */
    RESTRICTED,
    /** Must not even be received in a ping: social security and bank numbers, health details. */
    SENSITIVE
}
