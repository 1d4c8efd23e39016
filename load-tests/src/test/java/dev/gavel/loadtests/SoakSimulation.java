package dev.gavel.loadtests;

/** A steady rate for as long as told: does anything grow? Watch the node's memory and latencies beside it. */
public class SoakSimulation extends SteadySimulation {

    /** Sets the run up; Gatling starts it. */
    public SoakSimulation() {
        super(Settings.fromSystemProperties(50, 60));
    }
}
