package dev.gavel.server.http;

import dev.gavel.auction.reason.Reason;
import dev.gavel.server.http.AnswerBytes.Connection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * One connection of the server: reads a request whole within the limits, hands it to the routes, sends the answer, and goes on with the next.
 * What a caller sends ahead waits undecoded for its turn, and no more is read until then; nor is more answered while the caller does not take what was. A turn is one request,
 * and others have theirs in between: whoever sends a thousand requests at once makes nobody else wait for a thousand answers.
 *
 * <p>A request takes its place at the {@link Admission} when it has come whole, and leaves it when it is answered: whoever sends slowly takes nobody's
 * place. What was begun is brought to its end also when the caller has hung up.
 *
 * <p>Thread safety: confined to the connection's event loop, except where said.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

    /** So long a connection that was ended is read from, until its caller has ended it, too. */
    private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** Between two requests that were sent ahead, when the first was answered at once: longer than one turn of an event loop that has much to do. */
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final HttpLimits limits;
    private final Admission admission;
    private final Route routes;
    private final RequestDecoder decoder;

    private @Nullable ChannelHandlerContext context;
    private String remoteAddress = "";
    private State state = State.WAITING;
    private @Nullable IncomingRequest request;
    private boolean reading;
    private boolean tookPart;
    private long quietSinceNanos;
    private @Nullable Future<?> quietCheck;
    private @Nullable Future<?> requestTimeout;
    private @Nullable Future<?> notTaken;
    private @Nullable Future<?> turn;

    private enum State {
        /** For the head of a request. */
        WAITING,
        /** The head has come, the body has not yet. */
        READING,
        ANSWERING,
        /** The last answer was sent; whatever comes is thrown away. */
        CLOSING
    }

    HttpConnection(HttpLimits limits, Admission admission, Route routes, RequestDecoder decoder) {
        this.limits = limits;
        this.admission = admission;
        this.routes = routes;
        this.decoder = decoder;
    }

    // ---- the connection

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (ctx.channel().remoteAddress() instanceof InetSocketAddress address && address.getAddress() != null) {
            remoteAddress = address.getAddress().getHostAddress();
        }
        quietSinceNanos = System.nanoTime();
        checkQuietIn(ctx, limits.idle().toNanos());
        ctx.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancel(quietCheck);
        cancel(requestTimeout);
        cancel(notTaken);
        cancel(turn);
        if (state != State.ANSWERING) {
            leave();
            state = State.CLOSING;
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A connection that broke or a TLS handshake that failed: there is nobody to answer.
        LOG.debug("A connection ended: {}", cause.toString());
        var _ = ctx.close();
    }

    /** Closes the connection if nothing of a request is on it; else the answer closes it. Any thread. */
    void drain() {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.executor().execute(() -> {
                if (state == State.WAITING && requestTimeout == null && !decoder.holds()) {
                    closeIdle(ctx);
                }
            });
        }
    }

    /** A caller that sends in this very moment reads the end of the connection, as of any that went stale, and not a reset. */
    private void closeIdle(ChannelHandlerContext ctx) {
        beClosing();
        if (ctx.pipeline().get(SslHandler.class) == null && ctx.channel() instanceof DuplexChannel duplex) {
            var _ = duplex.shutdownOutput();
            requestTimeout = ctx.executor().schedule(() -> end(ctx), LINGER_NANOS, TimeUnit.NANOSECONDS);
        } else {
            var _ = ctx.close();
        }
    }

    private void beClosing() {
        state = State.CLOSING;
        decoder.discard();
    }

    private static void end(ChannelHandlerContext ctx) {
        var _ = ctx.close();
    }

    // ---- time

    /** One timer for a connection, which is set anew only when it fires: to a request it costs a store. */
    private void checkQuietIn(ChannelHandlerContext ctx, long nanos) {
        quietCheck = ctx.executor().schedule(() -> checkQuiet(ctx), nanos, TimeUnit.NANOSECONDS);
    }

    private void checkQuiet(ChannelHandlerContext ctx) {
        long idleNanos = limits.idle().toNanos();
        long left = state == State.WAITING ? idleNanos - (System.nanoTime() - quietSinceNanos) : idleNanos;
        if (left > 0) {
            checkQuietIn(ctx, left);
        } else {
            var _ = ctx.close();
        }
    }

    /** What did not come with one read has so long to be whole. */
    private void limitRequest(ChannelHandlerContext ctx) {
        if (requestTimeout == null) {
            requestTimeout = ctx.executor()
                    .schedule(() -> requestTimedOut(ctx), limits.request().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void requestIsWhole() {
        cancel(requestTimeout);
        requestTimeout = null;
    }

    private static void cancel(@Nullable Future<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void requestTimedOut(ChannelHandlerContext ctx) {
        requestTimeout = null;
        IncomingRequest late = request;
        if (late == null || state == State.CLOSING) {
            var _ = ctx.close();
        } else {
            answerUnread(ctx, late, Refusal.of(408, Reason.REQUEST_TIMEOUT));
        }
    }

    // ---- reading

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        reading = true;
        tookPart = true;
        if (!(message instanceof HttpObject part)) {
            ctx.fireChannelRead(message);
        } else if (state == State.CLOSING || !ctx.channel().isActive()) {
            ReferenceCountUtil.release(part);
        } else {
            take(ctx, part);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        readComplete(ctx);
    }

    private void readComplete(ChannelHandlerContext ctx) {
        boolean halfAHead = decoder.takeFed() && !tookPart && state == State.WAITING && !decoder.isPaused();
        if (halfAHead) {
            quietSinceNanos = System.nanoTime();
        }
        if (halfAHead || state == State.READING) {
            limitRequest(ctx);
        }
        reading = false;
        tookPart = false;
        ctx.flush();
        goOn(ctx);
    }

    /** Whether the caller takes its answers: whether those that wait to be sent are few. */
    private static boolean isTaken(ChannelHandlerContext ctx) {
        if (!ctx.channel().isWritable()) {
            ctx.flush();
        }
        return ctx.channel().isWritable();
    }

    /** Whoever does not take answers gets no more of them, and after a while is not waited for. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            cancel(notTaken);
            notTaken = null;
            goOn(ctx);
        } else if (notTaken == null) {
            notTaken = ctx.executor().schedule(() -> end(ctx), limits.request().toNanos(), TimeUnit.NANOSECONDS);
        }
        ctx.fireChannelWritabilityChanged();
    }

    private void take(ChannelHandlerContext ctx, HttpObject part) {
        try {
            if (part instanceof HttpRequest head && state == State.WAITING) {
                begin(ctx, new IncomingRequest(head, limits));
            }
            IncomingRequest open = request;
            if (part instanceof HttpContent content && open != null) {
                append(ctx, open, content);
            }
        } finally {
            ReferenceCountUtil.release(part);
        }
    }

    private void begin(ChannelHandlerContext ctx, IncomingRequest begun) {
        request = begun;
        state = State.READING;
        Throwable malformed = begun.malformed();
        if (malformed != null) {
            answerUnread(ctx, begun, malformed(malformed));
            return;
        }
        if (begun.declaresTooMuch(limits)) {
            answerUnread(ctx, begun, BodyBuffer.tooLarge(limits.bodyBytes()));
        } else if (begun.waitsToGoOn()) {
            var _ = ctx.write(AnswerBytes.goOn(ctx.alloc()), ctx.voidPromise());
        }
    }

    private static Refusal malformed(Throwable failure) {
        return switch (failure) {
            case TooLongHttpLineException _ -> Refusal.of(414, Reason.HEADERS_TOO_LARGE);
            case TooLongHttpHeaderException _ -> Refusal.of(431, Reason.HEADERS_TOO_LARGE);
            default -> Refusal.of(400, Reason.REQUEST_MALFORMED);
        };
    }

    private void append(ChannelHandlerContext ctx, IncomingRequest open, HttpContent content) {
        if (state != State.READING) {
            return;
        }
        if (content.decoderResult().isFailure()) {
            answerUnread(ctx, open, Refusal.of(400, Reason.REQUEST_MALFORMED));
            return;
        }
        try {
            open.append(content.content());
        } catch (Refusal tooLarge) {
            answerUnread(ctx, open, tooLarge);
            return;
        }
        if (content instanceof LastHttpContent) {
            requestIsWhole();
            decide(ctx, open);
        }
    }

    private void decide(ChannelHandlerContext ctx, IncomingRequest whole) {
        state = State.ANSWERING;
        decoder.pause();
        Mono<Answer> answer;
        try {
            admission.enter(whole.path());
            whole.admitted();
            answer = routes.answer(whole.call(remoteAddress));
        } catch (RuntimeException e) {
            answered(ctx, whole, Problem.of(e, whole.traceId()));
            return;
        }
        answer.subscribe(new Answering(ctx, whole));
    }

    // ---- answering

    /** Waits for a route's answer. Any thread may complete it. */
    private final class Answering implements CoreSubscriber<Answer> {

        private final ChannelHandlerContext ctx;
        private final IncomingRequest asked;
        private boolean done;

        Answering(ChannelHandlerContext ctx, IncomingRequest asked) {
            this.ctx = ctx;
            this.asked = asked;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Answer answer) {
            done = true;
            if (ctx.executor().inEventLoop()) {
                answered(ctx, asked, answer);
            } else {
                ctx.executor().execute(() -> answered(ctx, asked, answer));
            }
        }

        @Override
        public void onError(Throwable failure) {
            onNext(Problem.of(failure, asked.traceId()));
        }

        @Override
        public void onComplete() {
            if (!done) {
                onError(new IllegalStateException("a route gave no answer"));
            }
        }
    }

    private void answered(ChannelHandlerContext ctx, IncomingRequest asked, Answer answer) {
        leave();
        log(asked, answer);
        request = null;
        quietSinceNanos = System.nanoTime();
        if (!ctx.channel().isActive()) {
            state = State.CLOSING;
        } else if (!asked.keepsConnection() || admission.isDraining()) {
            beClosing();
            var _ = ctx.writeAndFlush(bytes(ctx, asked, answer, Connection.CLOSED))
                    .addListener(ChannelFutureListener.CLOSE);
        } else {
            state = State.WAITING;
            Connection kept = asked.isOfHttp10() ? Connection.KEPT_EXPLICITLY : Connection.KEPT;
            var _ = ctx.write(bytes(ctx, asked, answer, kept), ctx.voidPromise());
            if (!reading) {
                ctx.flush();
                takeTurn(ctx);
            }
        }
    }

    /** With the next request: at its turn when it was sent ahead, else when it comes. */
    private void goOn(ChannelHandlerContext ctx) {
        if (state != State.WAITING || !decoder.isPaused() || reading || turn != null) {
            return;
        }
        if (decoder.holds()) {
            turn = ctx.executor().schedule(() -> takeTurn(ctx), TURN_NANOS, TimeUnit.NANOSECONDS);
        } else {
            takeTurn(ctx);
        }
    }

    /** Not while the caller leaves its answers where they are: it goes on when it takes them. */
    private void takeTurn(ChannelHandlerContext ctx) {
        cancel(turn);
        turn = null;
        if (state != State.WAITING || !decoder.isPaused() || !isTaken(ctx)) {
            return;
        }
        boolean wasHeld = decoder.holds();
        reading = true;
        decoder.goOn();
        if (wasHeld) {
            readComplete(ctx);
        } else {
            reading = false;
        }
    }

    /**
     * Answers a request that is not read to its end, after which the connection cannot be used again. It is closed when the caller has closed it, or
     * some time later: closing it at once would make the caller's system throw the answer away.
     */
    private void answerUnread(ChannelHandlerContext ctx, IncomingRequest unread, Refusal refusal) {
        leave();
        request = null;
        beClosing();
        Answer answer = Problem.of(refusal, unread.traceId());
        log(unread, answer);
        requestIsWhole();
        limitRequest(ctx);
        var _ = ctx.writeAndFlush(bytes(ctx, unread, answer, Connection.CLOSED)).addListener(sent -> {
            if (sent.isSuccess()
                    && ctx.pipeline().get(SslHandler.class) == null
                    && ctx.channel() instanceof DuplexChannel duplex) {
                var _ = duplex.shutdownOutput();
            } else {
                var _ = ctx.close();
            }
        });
    }

    private static ByteBuf bytes(
            ChannelHandlerContext ctx, IncomingRequest asked, Answer answer, Connection connection) {
        try {
            return AnswerBytes.of(answer, asked.traceId(), asked.wantsBody(), connection, ctx.alloc());
        } catch (IllegalArgumentException e) {
            Answer problem = Problem.of(e, asked.traceId());
            return AnswerBytes.of(problem, asked.traceId(), asked.wantsBody(), connection, ctx.alloc());
        }
    }

    private void leave() {
        IncomingRequest open = request;
        if (open != null && open.takeAdmission()) {
            admission.leave(open.path());
        }
    }

    /** One line for each request where debugging is on: what was asked and answered, never what was in it. */
    private static void log(IncomingRequest asked, Answer answer) {
        if (LOG.isDebugEnabled()) {
            LOG.atDebug()
                    .addKeyValue("trace_id", asked.traceId())
                    .addKeyValue("method", asked.method())
                    .addKeyValue("path", Call.shown(asked.path()))
                    .addKeyValue("status", answer.status())
                    .log("Answered");
        }
    }
}
