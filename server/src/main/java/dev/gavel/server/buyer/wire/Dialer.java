package dev.gavel.server.buyer.wire;

import dev.gavel.server.net.AddressGuard;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

/**
 * Makes connections to buyers: looks names up without blocking, keeps away from addresses that no buyer has, speaks TLS 1.2 and 1.3 and checks that
 * the certificate is the host's.
 *
 * <p>Thread safety: safe.
 */
public final class Dialer implements AutoCloseable {

    private static final int CONNECT_MILLIS = 3_000;
    private static final Duration HANDSHAKE = Duration.ofSeconds(5);
    private static final String TLS = "tls";

    /** Buyers in the same network, and simulated ones, have private addresses. */
    private static final AddressGuard ADDRESSES = new AddressGuard(true);

    private final Class<? extends Channel> channelType;
    private final SslContext http1;
    private final SslContext http2;
    private final AddressResolverGroup<InetSocketAddress> resolvers;

    /**
     * A dialer on these loops.
     *
     * @param trust whose certificates are believed; null for those that the Java platform believes
     */
    public Dialer(LoopResources loops, @Nullable TrustManagerFactory trust) {
        EventLoopGroup group = loops.onClient(LoopResources.DEFAULT_NATIVE);
        this.channelType = loops.onChannelClass(SocketChannel.class, group);
        this.http1 = context(trust, null);
        this.http2 = context(
                trust,
                new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2,
                        ApplicationProtocolNames.HTTP_1_1));
        this.resolvers = new DnsAddressResolverGroup(
                new DnsNameResolverBuilder().datagramChannelType(loops.onChannelClass(DatagramChannel.class, group)));
    }

    private static SslContext context(
            @Nullable TrustManagerFactory trust, @Nullable ApplicationProtocolConfig protocols) {
        try {
            return SslContextBuilder.forClient()
                    .trustManager(trust)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .applicationProtocolConfig(protocols)
                    .endpointIdentificationAlgorithm("HTTPS")
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("TLS is not to be had", e);
        }
    }

    /**
     * Connects, and shakes hands where TLS is spoken.
     *
     * @param loop on which the connection lives, and the outcome is told
     * @param offerHttp2 whether TLS offers HTTP/2 beside HTTP/1.1
     * @param pipeline adds the handlers behind TLS; they hear of no channel that becomes active before its TLS is there
     * @return fails when there is no connection that may be used
     */
    public Promise<Channel> connect(EventLoop loop, Target target, boolean offerHttp2, Consumer<Channel> pipeline) {
        Promise<Channel> result = loop.newPromise();
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved(target.host(), target.port());
        resolvers.getResolver(loop).resolve(unresolved).addListener(found -> {
            if (!found.isSuccess()) {
                result.tryFailure(found.cause());
            } else if (!(found.getNow() instanceof InetSocketAddress address)
                    || address.isUnresolved()
                    || !ADDRESSES.allows(address.getAddress())) {
                result.tryFailure(new IllegalArgumentException("an address that no buyer has"));
            } else {
                connect(loop, target, offerHttp2, pipeline, address, result);
            }
        });
        return result;
    }

    private void connect(
            EventLoop loop,
            Target target,
            boolean offerHttp2,
            Consumer<Channel> pipeline,
            InetSocketAddress address,
            Promise<Channel> result) {
        SslContext tls = offerHttp2 ? http2 : http1;
        new Bootstrap()
                .group(loop)
                .channel(channelType)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (target.secure()) {
                            SslHandler handler = tls.newHandler(channel.alloc(), target.host(), target.port());
                            handler.setHandshakeTimeoutMillis(HANDSHAKE.toMillis());
                            channel.pipeline().addLast(TLS, handler);
                        }
                        pipeline.accept(channel);
                    }
                })
                .connect(address)
                .addListener((ChannelFuture connected) -> onConnected(connected, target, result));
    }

    private static void onConnected(ChannelFuture connected, Target target, Promise<Channel> result) {
        Channel channel = connected.channel();
        if (!connected.isSuccess()) {
            result.tryFailure(connected.cause());
        } else if (!target.secure()) {
            result.trySuccess(channel);
        } else {
            channel.pipeline().get(SslHandler.class).handshakeFuture().addListener(shaken -> {
                if (shaken.isSuccess()) {
                    result.trySuccess(channel);
                } else {
                    result.tryFailure(shaken.cause());
                    var _ = channel.close();
                }
            });
        }
    }

    /** Whether TLS has agreed on HTTP/2. */
    public static boolean speaksHttp2(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        return tls != null && ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol());
    }

    @Override
    public void close() {
        resolvers.close();
    }
}
