package dev.gavel.auction.market;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects what is wrong with a file while its reader goes on with harmless stand-ins, so that one run reports everything.
 *
 * <p>Thread safety: confined to the reading thread.
 */
final class Problems {

    /** Problems beyond this many are counted, not listed: nobody reads them, and a hostile file could fill the memory. */
    private static final int MOST = 200;

    private static final int MOST_QUOTED = 60;

    private final List<Problem> problems = new ArrayList<>();
    private int unlisted;

    void add(String path, int line, String message) {
        if (problems.size() < MOST) {
            problems.add(new Problem(path, line, message));
        } else {
            unlisted++;
        }
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    /** In the order in which they were found. */
    List<Problem> list() {
        List<Problem> list = new ArrayList<>(problems);
        if (unlisted > 0) {
            list.add(new Problem("", 1, "and " + unlisted + " more problems"));
        }
        return List.copyOf(list);
    }

    /** A key of the file for a path. */
    static String key(String key) {
        return key.length() <= MOST_QUOTED ? key : key.substring(0, MOST_QUOTED) + "...";
    }

    /** Text of the file for a message: in quotes, on one line, not too long. */
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < Math.min(text.length(), MOST_QUOTED); i++) {
            char c = text.charAt(i);
            quoted.append(Character.isISOControl(c) ? ' ' : c);
        }
        return quoted.append(text.length() > MOST_QUOTED ? "...\"" : "\"").toString();
    }
}
