package dev.gavel.bench.load;

import java.util.List;

/**
 * One run of the generator.
 *
 * @param port on the loopback; load goes nowhere else
 * @param requests head and body of each, sent in turns; see {@link RequestTemplate}
 * @param marker text that a wanted answer has in its body, for instance {@code "accepted"}
 * @param connections kept open from the beginning to the end
 * @param depth requests that may be under way on one connection
 * @param threads event loops
 * @param warmUpMillis at the start, not counted
 * @param measureMillis counted
 * @param perSecond requests a second in all, evenly spaced (open loop); 0: each answer is followed by the next request (closed loop)
 */
public record LoadPlan(
        int port,
        List<RequestTemplate> requests,
        String marker,
        int connections,
        int depth,
        int threads,
        int warmUpMillis,
        int measureMillis,
        int perSecond) {

    /** The same for other times. */
    public LoadPlan lasting(int otherWarmUpMillis, int otherMeasureMillis) {
        return new LoadPlan(
                port, requests, marker, connections, depth, threads, otherWarmUpMillis, otherMeasureMillis, perSecond);
    }

    /** The same at another rate; 0 for as fast as answers come. */
    public LoadPlan at(int otherPerSecond) {
        return new LoadPlan(
                port, requests, marker, connections, depth, threads, warmUpMillis, measureMillis, otherPerSecond);
    }
}
