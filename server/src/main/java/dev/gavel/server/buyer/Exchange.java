package dev.gavel.server.buyer;

import dev.gavel.server.buyer.wire.Answer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.NettyOutbound;
import reactor.netty.http.client.HttpClient.RequestSender;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.client.HttpClientResponse;

/**
 * One request to a buyer and its answer. Ends exactly once, by {@link #onAnswer}, {@link #onFailure} or {@link #abandon}.
 *
 * <p>Thread safety: confined to its event loop, on which its connections live too.
 */
abstract class Exchange extends BaseSubscriber<Answer> {

    private final EventLoop loop;
    private final CompiledCall call;
    private final CallFacts facts;
    private boolean written;
    private boolean ended;
    private @Nullable Answer answer;

    Exchange(EventLoop loop, CompiledCall call, CallFacts facts) {
        this.loop = loop;
        this.call = call;
        this.facts = facts;
    }

    /** Sends the request as soon as there is a connection. */
    final void send(RequestSender sender) {
        sender.send(this::write).response(this::read).subscribe(this);
    }

    /** Adds the headers of this call and answers for its body. */
    abstract void addHeaders(HttpClientRequest request);

    abstract void onAnswer(Answer complete);

    /** @param error never shown to anyone: it may carry addresses */
    abstract void onFailure(Throwable error);

    /** Whether a part of the request may have left. False is certain. */
    final boolean isWritten() {
        return written;
    }

    /**
     * Gives the exchange up: nothing is sent any more, an answer is no longer awaited, the connection is closed.
     *
     * @return false, with no effect, when it had ended
     */
    final boolean abandon() {
        if (ended) {
            return false;
        }
        ended = true;
        cancel();
        return true;
    }

    private Publisher<Void> write(HttpClientRequest request, NettyOutbound outbound) {
        if (ended) {
            return Mono.error(new Unfinished());
        }
        ByteBuf body = outbound.alloc().buffer();
        try {
            call.template().write(body, facts);
            addHeaders(request);
        } catch (RuntimeException e) {
            body.release();
            return Mono.error(e);
        }
        written = true;
        return outbound.sendObject(body);
    }

    private Publisher<Answer> read(HttpClientResponse response, ByteBufFlux content) {
        int status = response.status().code();
        return content.reduceWith(() -> new Answer(status), (answer, part) -> {
            answer.add(part);
            return answer;
        });
    }

    @Override
    protected final void hookOnSubscribe(Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    protected final void hookOnNext(Answer value) {
        answer = value;
    }

    @Override
    protected final void hookOnComplete() {
        onLoop(() -> end(answer, null));
    }

    @Override
    protected final void hookOnError(Throwable error) {
        onLoop(() -> end(null, error));
    }

    private void end(@Nullable Answer complete, @Nullable Throwable error) {
        if (ended) {
            return;
        }
        ended = true;
        if (complete != null) {
            onAnswer(complete);
        } else {
            onFailure(error == null ? new Unfinished() : error);
        }
    }

    /** Connections live on this loop, so that the task nearly always runs at once; a failed name look-up may come from elsewhere. */
    private void onLoop(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    /** The exchange was given up before it began, or ended without an answer. */
    private static final class Unfinished extends RuntimeException {

        Unfinished() {
            super("exchange unfinished", null, false, false);
        }
    }
}
