package dev.gavel.bench.ceiling;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletionStage;

/**
 * One script call per ping over the event loop's own connection. Commands of one turn of the loop, from whichever HTTP connections they
 * come, are flushed together.
 *
 * <p>Thread safety: confined to the event loop.
 */
final class RedisWork implements Work {

    private final EventLoop loop;
    private final RedisClient client;
    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final RedisAsyncCommands<byte[], byte[]> redis;
    private final Script script;
    private final String digest;
    private final Runnable flush = this::flush;
    private boolean flushPending;

    private RedisWork(
            EventLoop loop, RedisClient client, StatefulRedisConnection<byte[], byte[]> connection, Script script) {
        this.loop = loop;
        this.client = client;
        this.connection = connection;
        this.redis = connection.async();
        this.script = script;
        this.digest = connection.sync().scriptLoad(script.text().getBytes(US_ASCII));
        connection.setAutoFlushCommands(false);
    }

    /** Connects; blocks, so not to be called on an event loop. */
    static RedisWork connect(EventLoop loop, int redisPort, Script script) {
        RedisClient client =
                RedisClient.create(OneLoopProvider.clientResources(loop), RedisURI.create("127.0.0.1", redisPort));
        return new RedisWork(loop, client, client.connect(ByteArrayCodec.INSTANCE), script);
    }

    @Override
    public CompletionStage<?> begin(ByteBuf body) {
        CompletionStage<?> reply =
                redis.evalsha(digest, ScriptOutputType.INTEGER, script.nextKeys(), script.nextArguments(body));
        if (!flushPending) {
            flushPending = true;
            loop.execute(flush);
        }
        return reply;
    }

    private void flush() {
        flushPending = false;
        connection.flushCommands();
    }

    void close() {
        client.shutdown();
    }
}
