package dev.gavel.server;

import dev.gavel.server.cli.GavelCommand;

/** The program {@code gavel}. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        int exitCode = GavelCommand.run(args);
        // serve ends only with the process; everything else has nothing left to do.
        System.exit(exitCode);
    }
}
