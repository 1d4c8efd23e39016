package dev.gavel.server.buyer.sim;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** How a simulated buyer gives the answer that it has decided on. */
public sealed interface Manner {

    /** At once. */
    record AtOnce() implements Manner {}

    /** After a while. */
    record After(Duration delay) implements Manner {}

    /** When the gate completes: a test decides the moment. */
    record When(CompletionStage<?> gate) implements Manner {}

    /** Never; the connection stays open. The decision counts all the same: an accepted lead was taken. */
    record Never() implements Manner {}

    /** A byte at a time. */
    record Dripping(Duration betweenBytes) implements Manner {}

    /** Not at all: the connection is cut once the request is read. */
    record Reset() implements Manner {}
}
