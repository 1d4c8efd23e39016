package dev.gavel.loadtests.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The buyer's part of the handshake: the upgrade, and where there is a common secret the check that it is Gavel who calls and the proof that it is
 * the buyer who answers.
 *
 * <p>Thread safety: immutable.
 */
public final class StreamWelcome {

    private static final int MOST_MESSAGE_BYTES = 1024 * 1024;
    private static final long MOST_SKEW_SECONDS = 300;

    private final @Nullable String secret;

    /** @param secret null where there is none */
    public StreamWelcome(@Nullable String secret) {
        this.secret = secret;
    }

    /** Whether the request shows that its sender knows the secret, now. */
    public boolean isGavel(FullHttpRequest request, long nowSeconds) {
        if (secret == null) {
            return true;
        }
        String nonce = request.headers().get("gavel-nonce", "");
        String timestamp = request.headers().get("gavel-timestamp", "");
        String claimed = request.headers().get("gavel-signature", "");
        String expected = signature(
                "gavel\n" + nonce + "\n" + timestamp + "\n" + request.headers().get("host", "") + "\n" + request.uri());
        return MessageDigest.isEqual(expected.getBytes(US_ASCII), claimed.getBytes(US_ASCII))
                && isNow(timestamp, nowSeconds);
    }

    private static boolean isNow(String timestamp, long nowSeconds) {
        try {
            return Math.abs(Long.parseLong(timestamp) - nowSeconds) <= MOST_SKEW_SECONDS;
        } catch (NumberFormatException _) {
            return false;
        }
    }

    /** Agrees to the upgrade; the pipeline then speaks WebSocket. The request is not released. */
    public ChannelFuture agree(Channel channel, FullHttpRequest request) {
        HttpHeaders headers = new DefaultHttpHeaders();
        if (secret != null) {
            headers.set(
                    "gavel-signature", signature("buyer\n" + request.headers().get("gavel-nonce", "")));
        }
        WebSocketDecoderConfig decoding = WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(MOST_MESSAGE_BYTES)
                .build();
        WebSocketServerHandshaker handshaker =
                new WebSocketServerHandshaker13(request.uri(), StreamBuyer.PROTOCOL, decoding);
        return handshaker.handshake(channel, request, headers, channel.newPromise());
    }

    private String signature(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(String.valueOf(secret).getBytes(UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal((StreamBuyer.PROTOCOL + "\n" + text).getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
