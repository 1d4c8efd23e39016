package dev.gavel.bench.gavel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gavel.server.Config;
import dev.gavel.server.Gavel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Runs a node by the variables {@code GAVEL_*} until its standard input ends. Says {@code listening PORT} when ready. */
@Command(name = "serve-gavel", hidden = true, description = "Runs Gavel until standard input ends.")
public final class ServeGavel implements Callable<Integer> {

    /** What it says once, followed by the port. */
    static final String LISTENING = "listening ";

    @Override
    public Integer call() throws IOException {
        Map<String, String> variables = new TreeMap<>(System.getenv());
        variables.keySet().removeIf(name -> !name.startsWith("GAVEL_"));
        try (Gavel node = Gavel.start(Config.from(variables))) {
            System.out.println(LISTENING + node.port());
            answerUntilParentEnds();
        }
        return 0;
    }

    /** Each line on standard input is answered by one that says what the node has used, see {@link NodeUsage}. */
    private static void answerUntilParentEnds() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        HeapAfterCollection heap = HeapAfterCollection.watch();
        while (in.readLine() != null) {
            System.out.println(NodeUsage.now(heap.takeLeastBytes()).line());
        }
    }
}
