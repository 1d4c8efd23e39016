package dev.gavel.bench.ceiling;

import dev.gavel.bench.load.RequestTemplate;
import dev.gavel.bench.net.ChildJvm;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of the {@link Ceiling}s in a process of its own. */
final class CeilingSubject implements Subject {

    private final String name;
    private final Ceiling ceiling;
    private final Backends backends;
    private final RequestTemplate request;
    private final List<String> jvmFlags;
    private @Nullable ChildJvm child;
    private int port;

    CeilingSubject(String name, Ceiling ceiling, Backends backends, RequestTemplate request, List<String> jvmFlags) {
        this.name = name;
        this.ceiling = ceiling;
        this.backends = backends;
        this.request = request;
        this.jvmFlags = jvmFlags;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start() throws IOException {
        ChildJvm started = ChildJvm.bench(
                jvmFlags,
                List.of(
                        "serve",
                        "--ceiling",
                        ceiling.name(),
                        "--redis-port",
                        Integer.toString(backends.redisPort()),
                        "--farm-port",
                        Integer.toString(backends.farmPort()),
                        "--bidders",
                        Integer.toString(backends.bidders())));
        child = started;
        String line = started.readLine();
        if (!line.startsWith(Serve.LISTENING)) {
            throw new IOException(name() + " said: " + line);
        }
        port = Integer.parseInt(line.substring(Serve.LISTENING.length()));
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public @Nullable ProcessHandle process() {
        return child == null ? null : child.handle();
    }

    @Override
    public RequestTemplate request() {
        return request;
    }

    @Override
    public String marker() {
        return FixedAnswer.MARKER;
    }

    @Override
    public void close() {
        if (child != null) {
            child.close();
        }
    }
}
