package dev.gavel.server.simulation;

import java.util.ArrayDeque;
import java.util.List;

/** What happened in a run, line by line: a hash of all of it, and the end in clear. */
final class Trace {

    private static final int TAIL = Integer.getInteger("gavel.simulation.tail", 160);

    private final ArrayDeque<String> tail = new ArrayDeque<>();
    private long hash = 1;
    private long lines;

    void add(long nanos, String what) {
        String line = nanos / 1_000 + " " + what;
        hash = 31 * hash + line.hashCode();
        lines++;
        tail.add(line);
        if (tail.size() > TAIL) {
            tail.remove();
        }
    }

    long hash() {
        return hash;
    }

    long lines() {
        return lines;
    }

    List<String> tail() {
        return List.copyOf(tail);
    }
}
