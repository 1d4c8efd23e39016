package dev.gavel.server.buyer.stream;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The opening of one stream: an HTTP upgrade in which both sides show who they are.
 *
 * <p>Thread safety: confined to its event loop.
 */
final class StreamHandshake {

    private static final String NONCE = "gavel-nonce";
    private static final String TIMESTAMP = "gavel-timestamp";
    private static final String SIGNATURE = "gavel-signature";

    private final BidStream.Address address;
    private final @Nullable StreamProof proof;
    private final String nonce;
    private final WebSocketClientHandshaker handshaker;

    StreamHandshake(BidStream.Address address, @Nullable StreamProof proof) {
        this.address = address;
        this.proof = proof;
        this.nonce = proof == null ? "" : proof.nonce();
        this.handshaker = WebSocketClientHandshakerFactory.newHandshaker(
                URI.create(address.url()),
                WebSocketVersion.V13,
                BidStream.PROTOCOL,
                false,
                headers(),
                StreamConnection.MOST_MESSAGE_BYTES);
    }

    private HttpHeaders headers() {
        HttpHeaders headers = new DefaultHttpHeaders();
        address.headers().forEach(headers::set);
        if (proof != null) {
            long seconds = address.clock().instant().getEpochSecond();
            headers.set(NONCE, nonce);
            headers.set(TIMESTAMP, Long.toString(seconds));
            headers.set(
                    SIGNATURE,
                    proof.ofGavel(
                            nonce,
                            seconds,
                            address.target().authority(),
                            address.target().path()));
        }
        return headers;
    }

    void begin(Channel channel) {
        var _ = handshaker.handshake(channel);
    }

    /** Whether the other side has upgraded the connection and is who it should be; the pipeline then speaks WebSocket. */
    boolean isAgreed(Channel channel, FullHttpResponse response) {
        if (proof != null && !proof.isOfBuyer(nonce, response.headers().get(SIGNATURE))) {
            return false;
        }
        try {
            handshaker.finishHandshake(channel, response);
            return true;
        } catch (WebSocketHandshakeException | IllegalStateException _) {
            return false;
        }
    }
}
