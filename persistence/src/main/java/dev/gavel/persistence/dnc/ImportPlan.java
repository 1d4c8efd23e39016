package dev.gavel.persistence.dnc;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What shall be imported.
 *
 * @param areaCodes what the files cover, for the national registry: with a whole list, empty for those that occur in the files; with changes, those whose
 *     changes these are. Empty for other lists, which cover everything
 * @param changes whether the files say what was added and deleted since the version before, instead of all numbers
 * @param only whether area codes that the files do not cover are dropped, instead of kept as they were
 * @param asOf of which day the files are
 * @param mostBad lines that may be unreadable before the import is refused
 * @param allowShrink whether an area code may lose more than half of its numbers by a whole list
 * @param base the version before, or null for the first
 */
public record ImportPlan(
        ListName list,
        Set<Integer> areaCodes,
        boolean changes,
        boolean only,
        LocalDate asOf,
        List<Path> files,
        long mostBad,
        boolean allowShrink,
        @Nullable MappedList base) {

    public ImportPlan {
        areaCodes = Set.copyOf(areaCodes);
        files = List.copyOf(files);
        if (files.isEmpty()) {
            throw new IllegalArgumentException("files: none (expected: at least one)");
        }
        if (list.isByAreaCode() && changes && areaCodes.isEmpty()) {
            throw new IllegalArgumentException(
                    "area codes: none (expected: those whose changes the files hold, or the day of the others would be wrong)");
        }
        if (!list.isByAreaCode() && !areaCodes.isEmpty()) {
            throw new IllegalArgumentException("area codes: " + new TreeSet<>(areaCodes)
                    + " (expected: none; only the federal list is had by area code)");
        }
        for (int areaCode : areaCodes) {
            if (areaCode < 200 || areaCode > 999) {
                throw new IllegalArgumentException("area code: " + areaCode + " (expected: 200 to 999)");
            }
        }
        if (changes && base == null) {
            throw new IllegalArgumentException(
                    "changes: there is no version to change (expected: import the whole list first)");
        }
        if (changes && only) {
            throw new IllegalArgumentException("only: not with changes");
        }
    }

    int day() {
        return Math.toIntExact(asOf.toEpochDay());
    }
}
