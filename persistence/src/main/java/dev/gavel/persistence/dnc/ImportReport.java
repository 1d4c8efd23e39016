package dev.gavel.persistence.dnc;

import java.util.List;

/**
 * What an import read, without any number.
 *
 * @param lines of all files, headings and blank lines included
 * @param added numbers that were not there
 * @param deleted numbers that were there and are not any more
 * @param duplicates lines that changed nothing
 * @param impossible ten digits that no telephone has, left out
 * @param outside numbers of area codes that were not named
 * @param bad lines that could not be read
 * @param firstBad where the first of them and of those outside stand: {@code file:line}
 * @param bytesRead after unpacking
 */
public record ImportReport(
        long lines,
        long added,
        long deleted,
        long duplicates,
        long impossible,
        long outside,
        long bad,
        List<String> firstBad,
        long bytesRead) {

    public ImportReport {
        firstBad = List.copyOf(firstBad);
    }

    /** How an import ended. */
    public sealed interface Outcome {

        /** The file is there, named for its digest, and nobody uses it yet. */
        record Written(MappedList list, ImportReport report) implements Outcome {}

        /** Nothing was written. */
        record Refused(String problem, ImportReport report) implements Outcome {}
    }
}
