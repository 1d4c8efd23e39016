package dev.gavel.server.simulation;

/** One life of a node: whatever was on its way to a node that died never arrives. */
final class Life {

    private boolean over;

    void end() {
        over = true;
    }

    boolean isOver() {
        return over;
    }
}
