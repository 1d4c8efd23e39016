package dev.gavel.persistence.redis;

import org.jspecify.annotations.Nullable;

/**
 * A counter that is ahead of Postgres, while it is being found out whether that stands. It may be ahead rightly: a post is committed in Redis
 * before transaction 1 writes it, and what Postgres gave back, or was paid in there, reaches Redis a moment later. All of these end within
 * a known time, the <em>settling time</em> T. Looks that are T apart tell them from what stands:
 *
 * <ul>
 *   <li>A commit that was under way at look A is written, or never will be, by look B. So what B shows, less what was committed in Redis
 *       between A and B, holds no commit under way. What is left may still be given back.
 *   <li>What was being given back or paid in at B has reached Redis, or never will, by look C. So what was left at B, less what Redis was given
 *       back and paid in between B and C, stands.
 * </ul>
 *
 * <p>The amount found is never more than what stands, however busy the counter is; and what stands may be taken off at any later moment, since
 * nothing else will. The counter itself is not compared: commits and releases may come in between.
 *
 * <p>Thread safety: immutable.
 *
 * @param look the last look
 * @param unexplained by how much it was ahead, apart from commits that may have been under way; 0 before there were two looks
 */
record Suspicion(CounterLook look, long unexplained) {

    /** What a look tells. */
    sealed interface Finding {

        /** Not ahead; nothing is to be remembered. */
        record Clear() implements Finding {}

        /** Ahead, rightly or not: to be looked at again. */
        record Open(Suspicion suspicion) implements Finding {}

        /**
         * Ahead for good by at least this.
         *
         * @param amount above 0
         */
        record Stands(long amount) implements Finding {}
    }

    /**
     * Judges a look by what was suspected before.
     *
     * @param before null when nothing was
     */
    static Finding judge(@Nullable Suspicion before, CounterLook now, long settlingNanos) {
        if (now.drift() <= 0) {
            return new Finding.Clear();
        }
        if (before == null || before.look.repairs() != now.repairs()) {
            return new Finding.Open(new Suspicion(now, 0));
        }
        CounterLook earlier = before.look;
        if (now.startedNanos() - earlier.endedNanos() < settlingNanos) {
            return new Finding.Open(before);
        }
        long committed = now.committedSince(earlier);
        if (committed < 0 || now.givenBackSince(earlier) < 0) {
            // Neither happens by itself: somebody wrote into the counter.
            return new Finding.Open(new Suspicion(now, 0));
        }
        long unexplained = Math.max(0, now.drift() - committed);
        long stoodFirm = before.unexplained - now.givenBackSince(earlier) - now.raisedSince(earlier);
        long stands = Math.min(stoodFirm, unexplained);
        return stands > 0 ? new Finding.Stands(stands) : new Finding.Open(new Suspicion(now, unexplained));
    }
}
