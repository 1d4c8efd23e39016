package dev.gavel.loadtests;

/** A few leads for a few seconds: does it work at all? */
public class SmokeSimulation extends SteadySimulation {

    /** Sets the run up; Gatling starts it. */
    public SmokeSimulation() {
        super(Settings.fromSystemProperties(5, 10));
    }
}
