package dev.gavel.server.simulation;

import dev.gavel.persistence.postgres.HoldBook;
import dev.gavel.persistence.postgres.HoldEnd;
import dev.gavel.persistence.postgres.NewHold;
import dev.gavel.persistence.postgres.PostIntent;
import dev.gavel.persistence.postgres.PostStart;
import reactor.core.publisher.Mono;

/** The book of holds of a market that holds nothing: it must not be asked. */
final class NoHolds implements HoldBook {

    @Override
    public Mono<PostStart.Earlier> place(NewHold hold) {
        return Mono.error(new AssertionError(hold));
    }

    @Override
    public Mono<PostStart> begin(PostIntent intent) {
        return Mono.error(new AssertionError(intent));
    }

    @Override
    public Mono<Boolean> end(HoldEnd end) {
        return Mono.error(new AssertionError(end));
    }
}
