package dev.gavel.server.buyer.sim;

/** How a simulated buyer decides about a lead that is delivered. */
@FunctionalInterface
public interface Posting {

    /**
     * The answer to one lead.
     *
     * @param buyer the buyer's id
     * @param number counts the leads that the buyer received, repetitions not included, from 1
     * @param body the request as it came
     */
    Reply answer(String buyer, long number, String body);

    /** Takes every lead. */
    static Posting accept() {
        return (buyer, number, body) ->
                Reply.ok("{\"status\":\"accepted\",\"reference\":\"" + buyer + "-lead-" + number + "\"}");
    }

    /**
     * Refuses every lead.
     *
     * @param reason plain words
     */
    static Posting reject(String reason) {
        return (buyer, number, body) -> Reply.ok("{\"status\":\"rejected\",\"reason\":\"" + reason + "\"}");
    }

    /** Always the same answer, sensible or not. */
    static Posting reply(Reply reply) {
        return (buyer, number, body) -> reply;
    }
}
