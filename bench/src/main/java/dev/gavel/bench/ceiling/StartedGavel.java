package dev.gavel.bench.ceiling;

import dev.gavel.bench.gavel.GavelNode;
import dev.gavel.bench.gavel.GavelStores;
import dev.gavel.bench.load.RequestTemplate;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Gavel that this comparison starts and stops, with a made-up market on stores of its own. */
final class StartedGavel implements Subject {

    private static final String MARKER = "\"accepted\"";

    private final String name;
    private final String marketYaml;
    private final String body;
    private final List<String> jvmFlags;
    private @Nullable GavelStores stores;
    private @Nullable GavelNode node;

    StartedGavel(String name, String marketYaml, String body, List<String> jvmFlags) {
        this.name = name;
        this.marketYaml = marketYaml;
        this.body = body;
        this.jvmFlags = jvmFlags;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start() throws IOException {
        GavelStores started = GavelStores.start(marketYaml);
        stores = started;
        node = GavelNode.start(started, jvmFlags);
    }

    @Override
    public int port() {
        return node().port();
    }

    @Override
    public ProcessHandle process() {
        return node().process();
    }

    @Override
    public RequestTemplate request() {
        String key = stores == null ? "" : stores.apiKey();
        return RequestTemplate.post(PingHandler.PATH, Map.of("Authorization", "Bearer " + key), body);
    }

    @Override
    public String marker() {
        return MARKER;
    }

    @Override
    public void close() {
        if (node != null) {
            node.close();
        }
        if (stores != null) {
            stores.close();
        }
    }

    private GavelNode node() {
        if (node == null) {
            throw new IllegalStateException("not started");
        }
        return node;
    }
}
