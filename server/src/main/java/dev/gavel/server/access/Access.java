package dev.gavel.server.access;

import dev.gavel.auction.reason.Reason;
import dev.gavel.server.http.Answer;
import dev.gavel.server.http.Call;
import dev.gavel.server.http.Refusal;
import dev.gavel.server.http.Route;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Collections;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The door's keeper: finds the key of a call in the snapshot, and checks scope, address and rate. Decides in memory.
 *
 * <p>Thread safety: any thread.
 */
public final class Access {

    private static final String BEARER = "Bearer ";

    private final KeyRing keyRing;

    public Access(KeyRing keyRing) {
        this.keyRing = keyRing;
    }

    /** A route for those who hold a key with this scope. */
    public Route requiring(Scope scope, Guarded guarded) {
        return requiringOneOf(Set.of(scope), guarded);
    }

    /** A route for those who hold a key with one of these scopes. */
    public Route requiringOneOf(Set<Scope> scopes, Guarded guarded) {
        String detail = "This needs the scope "
                + scopes.stream().sorted().map(Scope::text).collect(Collectors.joining(" or ")) + ".";
        return call -> {
            Principal principal = authenticate(call);
            if (Collections.disjoint(principal.scopes(), scopes)) {
                return Mono.error(Refusal.of(403, Reason.SCOPE_MISSING, detail));
            }
            return guarded.answer(principal, call);
        };
    }

    /** A route for the tenant itself: a live key with the scope {@code admin} that is no buyer's and no vendor's. */
    public Route operators(Guarded guarded) {
        return requiring(Scope.ADMIN, (principal, call) -> {
            if (!principal.isOperator() || principal.test()) {
                return Mono.error(Refusal.of(403, Reason.SCOPE_MISSING, "This needs a live key of the tenant itself."));
            }
            return guarded.answer(principal, call);
        });
    }

    /**
     * Who calls.
     *
     * @throws Refusal 401, 403 or 429
     */
    public Principal authenticate(Call call) {
        return authenticate(presentedKey(call), call);
    }

    /**
     * Who calls, where the key does not come in the usual header.
     *
     * @throws Refusal 401, 403 or 429
     */
    public Principal authenticate(String presented, Call call) {
        KeyRing.Key key = keyRing.find(presented);
        if (key == null) {
            throw Refusal.of(401, Reason.KEY_INVALID);
        }
        if (!key.allowsAddress(call.remoteAddress())) {
            throw Refusal.of(403, Reason.ADDRESS_NOT_ALLOWED);
        }
        if (!key.takePermit(call.arrivedNanos())) {
            throw Refusal.tooMany(1);
        }
        return key.principal();
    }

    private static String presentedKey(Call call) {
        String header = call.header(HttpHeaderNames.AUTHORIZATION);
        return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? header.substring(BEARER.length())
                : "";
    }

    /** A route behind the door. */
    @FunctionalInterface
    public interface Guarded {
        Mono<Answer> answer(Principal principal, Call call);
    }

    /** A route for those who hold the key that stands at the end of the address: for senders that can set no header. */
    public Route requiringInPath(String prefix, Scope scope, Guarded guarded) {
        return call -> {
            Principal principal = authenticate(call.pathAfter(prefix), call);
            return principal.scopes().contains(scope)
                    ? guarded.answer(principal, call)
                    : Mono.error(Refusal.of(403, Reason.SCOPE_MISSING, "This needs the scope " + scope.text() + "."));
        };
    }

    /**
     * The buyer of a key.
     *
     * @throws Refusal 403 when it is no buyer's
     */
    public static String buyerOf(Principal principal) {
        @Nullable String buyer = principal.buyer();
        if (buyer == null) {
            throw Refusal.of(403, Reason.BUYER_KEY_NEEDED);
        }
        return buyer;
    }

    /**
     * The vendor of a key.
     *
     * @throws Refusal 403 when the key is the tenant's own
     */
    public static String vendorOf(Principal principal) {
        @Nullable String vendor = principal.vendor();
        if (vendor == null) {
            throw Refusal.of(403, Reason.SCOPE_MISSING, "This needs a vendor's key.");
        }
        return vendor;
    }
}
