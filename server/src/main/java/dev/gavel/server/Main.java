package dev.gavel.server;

/** Starts the server. */
public final class Main {

    private Main() {}

    /** Placeholder until the server exists. */
    public static void main(String[] args) {
        System.out.println("gavel: nothing to serve yet");
    }
}
