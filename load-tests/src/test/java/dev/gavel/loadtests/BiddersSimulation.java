package dev.gavel.loadtests;

/** Ten pings for each post, while buyers are asked for their prices, who take their time: what stands behind Gavel decides how many, and how slow or dead they are. */
public class BiddersSimulation extends MixedSimulation {

    /** Sets the run up; Gatling starts it. */
    public BiddersSimulation() {
        super(Settings.fromSystemProperties(40, 20));
    }
}
