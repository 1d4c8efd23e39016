package dev.gavel.auction.market;

import static java.util.Objects.requireNonNull;

/**
 * One thing that is wrong in a file.
 *
 * <p>Thread safety: immutable.
 *
 * @param path where in the file's tree, such as {@code fields[3].type}; empty for the file as a whole
 * @param line the line that it stands on, from 1
 * @param message what is wrong and what was expected; quotes what the file says, cut to a few words, and never a header's value
 */
public record Problem(String path, int line, String message) {

    public Problem {
        requireNonNull(path, "path");
        requireNonNull(message, "message");
    }

    /** {@code fields[3].type: unknown type "int" (expected: ...)}. */
    @Override
    public String toString() {
        return path.isEmpty() ? message : path + ": " + message;
    }
}
