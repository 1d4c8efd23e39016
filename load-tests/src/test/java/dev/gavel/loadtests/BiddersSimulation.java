package dev.gavel.loadtests;

/** A steady rate while buyers are asked for their prices, who take their time: what stands behind Gavel decides how many, and how slow or dead they are. */
public class BiddersSimulation extends SteadySimulation {

    /** Sets the run up; Gatling starts it. */
    public BiddersSimulation() {
        super(Settings.fromSystemProperties(40, 20));
    }
}
