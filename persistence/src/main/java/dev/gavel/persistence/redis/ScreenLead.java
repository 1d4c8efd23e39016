package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapLedger.Consumer;

/**
 * A lead whose consumer is to be screened.
 *
 * @param consumer with one key at least
 * @param exceptPingId a ping that is not its own duplicate; empty for none
 */
record ScreenLead(Consumer consumer, String exceptPingId) {}
