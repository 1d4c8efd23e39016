package dev.gavel.bench.soak;

/**
 * A Gavel at one moment of a long run, and its requests since the sample before.
 *
 * @param seconds since the run began
 * @param residentBytes of the node's process
 * @param heapBytes that the collections since the sample before left at least; 0 when there was none
 * @param connections open at the node
 * @param redisBytes in use
 * @param streamEntries of audit events that wait
 * @param nodeMicros processor time of the node since the sample before
 * @param pings answered since the sample before
 * @param pingP50Micros not a number where there was none, as the three below
 */
record Sample(
        long seconds,
        long residentBytes,
        long heapBytes,
        long connections,
        long redisBytes,
        long streamEntries,
        long nodeMicros,
        long pings,
        double pingP50Micros,
        double pingP99Micros,
        double postP50Micros,
        double postP99Micros) {

    static final String HEADER =
            "seconds,resident_bytes,heap_bytes,connections,redis_bytes,stream_entries,node_us,pings,"
                    + "ping_p50_us,ping_p99_us,post_p50_us,post_p99_us";

    String csv() {
        return seconds + "," + residentBytes + "," + heapBytes + "," + connections + "," + redisBytes + ","
                + streamEntries
                + "," + nodeMicros + "," + pings + "," + whole(pingP50Micros) + "," + whole(pingP99Micros) + ","
                + whole(postP50Micros) + "," + whole(postP99Micros);
    }

    private static String whole(double value) {
        return Double.isNaN(value) ? "" : Long.toString(Math.round(value));
    }
}
