package dev.gavel.bench.load;

/**
 * One run of the generator.
 *
 * @param port on the loopback; load goes nowhere else
 * @param request head and body; see {@link RequestTemplate}
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
        RequestTemplate request,
        String marker,
        int connections,
        int depth,
        int threads,
        int warmUpMillis,
        int measureMillis,
        int perSecond) {}
