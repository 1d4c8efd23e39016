package dev.gavel.server.vendor;

import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.Finding;
import dev.gavel.persistence.postgres.HoldBook;
import dev.gavel.persistence.postgres.HoldEnd;
import dev.gavel.persistence.postgres.HoldState;
import dev.gavel.persistence.postgres.NewHold;
import dev.gavel.persistence.postgres.PostIntent;
import dev.gavel.persistence.postgres.PostStart;
import dev.gavel.server.http.Json;
import dev.gavel.server.ops.HoldMetrics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** What a post's flow does with leads that a person is to look at. Thread safety: stateless. */
final class PostHolds {

    private final HoldBook holds;
    private final PingSealer sealer;
    private final HoldMetrics metrics;

    PostHolds(HoldBook holds, PingSealer sealer, HoldMetrics metrics) {
        this.holds = holds;
        this.sealer = sealer;
        this.metrics = metrics;
    }

    /** Holds a post, and completes with what its vendor is told; empty when another request is delivering it. */
    Mono<byte[]> place(Post post, List<Finding> findings) {
        Instant until = Instant.ofEpochSecond(post.expiresAtSeconds());
        PostOutcome.Held held = new PostOutcome.Held(post.pingId().toString(), post.leadId(), until);
        NewHold hold = new NewHold(
                post.tenant(),
                post.pingId().toString(),
                post.leadId(),
                post.campaign().id(),
                post.ping().vendor(),
                post.ping().source(),
                post.market().market().currency(),
                ConsumerKeys.suppressible(post.lead(), post.market().keys()),
                sealer.sealLead(post),
                Arrays.stream(post.chosen()).boxed().toList(),
                post.waived().stream().map(Reason::code).sorted().toList(),
                Json.objectText(json -> FindingsJson.writeWhole(json, "gates", findings)),
                post.now(),
                until,
                text(VendorAnswers.post(held, post.market().market().currency())),
                PostEvent.held(post, findings));
        return holds.place(hold).flatMap(placed -> switch (placed) {
            case PostStart.Finished finished -> {
                metrics.placed(post.campaign().id());
                yield Mono.just(finished.answer().getBytes(StandardCharsets.UTF_8));
            }
            case PostStart.InFlight _ -> Mono.empty();
        });
    }

    /** Transaction 1 of a released post. */
    Mono<PostStart> begin(PostIntent intent) {
        return holds.begin(intent).doOnNext(start -> {
            if (start instanceof PostStart.Begun) {
                metrics.ended(intent.campaign(), HoldState.RELEASED);
            }
        });
    }

    /** Ends the hold of a released post that something else stands against; empty when it was ended otherwise. */
    Mono<byte[]> refuse(Post post, Reason reason, @Nullable String field, List<Finding> findings) {
        String pingId = post.pingId().toString();
        byte[] answer = VendorAnswers.post(new PostOutcome.Rejected(pingId, reason, field));
        HoldEnd end = new HoldEnd(
                post.tenant(),
                pingId,
                HoldState.REFUSED,
                reason,
                null,
                post.now(),
                text(answer),
                PostEvent.heldRefused(post, reason, field, findings));
        return holds.end(end).flatMap(ended -> {
            if (!ended) {
                return Mono.empty();
            }
            metrics.ended(post.campaign().id(), HoldState.REFUSED);
            return Mono.just(answer);
        });
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}
