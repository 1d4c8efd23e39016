package dev.gavel.bench.ceiling;

import dev.gavel.bench.load.RequestTemplate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** A Gavel on this machine that somebody else started and will stop. */
final class RunningGavel implements Subject {

    private static final int CONNECT_MILLIS = 1000;

    private final URI url;
    private final long pid;
    private final RequestTemplate request;
    private final String marker;

    /** @param pid its process, or 0 */
    RunningGavel(URI url, long pid, RequestTemplate request, String marker) {
        this.url = url;
        this.pid = pid;
        this.request = request;
        this.marker = marker;
    }

    @Override
    public String name() {
        return "gavel";
    }

    @Override
    public void start() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), CONNECT_MILLIS);
        }
    }

    @Override
    public int port() {
        return url.getPort();
    }

    @Override
    public @Nullable ProcessHandle process() {
        return pid == 0 ? null : ProcessHandle.of(pid).orElseThrow();
    }

    @Override
    public RequestTemplate request() {
        return request;
    }

    @Override
    public String marker() {
        return marker;
    }

    @Override
    public void close() {
        // not ours to stop
    }
}
