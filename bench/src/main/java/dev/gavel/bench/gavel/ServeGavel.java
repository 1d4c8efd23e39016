package dev.gavel.bench.gavel;

import dev.gavel.bench.net.ChildJvm;
import dev.gavel.server.Config;
import dev.gavel.server.Gavel;
import java.io.IOException;
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
            ChildJvm.awaitParent();
        }
        return 0;
    }
}
