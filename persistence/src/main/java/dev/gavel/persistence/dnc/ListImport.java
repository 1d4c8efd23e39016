package dev.gavel.persistence.dnc;

import dev.gavel.persistence.dnc.ImportReport.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads files of numbers into the next version of a list. Streams; holds the list itself on the heap, about 1.4 bytes for each number of a full
 * registry. Writes down how far it is every so often: run again with the same arguments after it was killed, it goes on from there.
 *
 * <p>Nothing is left out silently: an unreadable line, or a number of an area code that was not named, refuses the import unless so many are allowed.
 *
 * <p>Thread safety: confined to one thread. Blocks: for commands.
 */
public final class ListImport {

    private static final int STANDARD_CHECKPOINT_LINES = 20_000_000;
    private static final long LEAST_TO_SHRINK = 1_000;
    private static final int PROGRESS_LINES = 1_000_000;

    private final Path directory;
    private final ImportPlan plan;
    private final Consumer<ImportReport> progress;
    private final int checkpointLines;
    private final int progressLines;
    private final NumberLine parsed = new NumberLine();

    private ImportCounts counts = new ImportCounts();
    private ListDraft draft;
    private int firstFile;
    private long firstLine;

    private ListImport(Path directory, ImportPlan plan, Consumer<ImportReport> progress, int checkpointLines) {
        this.directory = directory;
        this.plan = plan;
        this.progress = progress;
        this.checkpointLines = checkpointLines;
        this.progressLines = Math.min(PROGRESS_LINES, checkpointLines);
        this.draft = new ListDraft(plan.list());
    }

    /**
     * Imports. The version that results lies in the directory under its digest; what uses it is for the caller to say.
     *
     * @param progress is told what was read, about once for a million lines
     */
    public static Outcome run(Path directory, ImportPlan plan, Consumer<ImportReport> progress) throws IOException {
        return run(directory, plan, progress, STANDARD_CHECKPOINT_LINES);
    }

    static Outcome run(Path directory, ImportPlan plan, Consumer<ImportReport> progress, int checkpointLines)
            throws IOException {
        Files.createDirectories(directory);
        return new ListImport(directory, plan, progress, checkpointLines).run();
    }

    private Outcome run() throws IOException {
        String older = olderThanBase();
        if (older != null) {
            return new Outcome.Refused(older, counts.report());
        }
        Path path = Checkpoint.path(directory, plan);
        Checkpoint reached = Checkpoint.read(path, plan.list());
        if (reached == null) {
            begin();
        } else {
            draft = reached.draft();
            counts = reached.counts();
            firstFile = reached.file();
            firstLine = reached.line();
            progress.accept(counts.report());
        }
        for (int i = firstFile; i < plan.files().size(); i++) {
            String problem = read(i, i == firstFile ? firstLine : 0, path);
            if (problem != null) {
                Files.deleteIfExists(path);
                return new Outcome.Refused(problem, counts.report());
            }
        }
        Outcome outcome = finish();
        Files.deleteIfExists(path);
        return outcome;
    }

    /** Files that are older than what is there would take numbers off the list that were added since. */
    private @Nullable String olderThanBase() {
        MappedList base = plan.base();
        if (base == null) {
            return null;
        }
        int newest = MappedList.NOT_COVERED;
        for (int area : plan.areaCodes().isEmpty() ? codes(base) : plan.areaCodes()) {
            newest = Math.max(newest, base.day(area));
        }
        return newest > plan.day()
                ? "as of: " + plan.asOf() + " is older than the version before, of "
                        + java.time.LocalDate.ofEpochDay(newest)
                : null;
    }

    private static Set<Integer> codes(MappedList list) {
        return java.util.Arrays.stream(list.areaCodes()).boxed().collect(java.util.stream.Collectors.toSet());
    }

    private void begin() {
        MappedList base = plan.base();
        boolean keepsAny = plan.changes() || (plan.list().isByAreaCode() && !plan.only());
        if (base == null || !keepsAny) {
            return;
        }
        for (int area : base.areaCodes()) {
            if (plan.changes() || !plan.areaCodes().contains(area)) {
                draft.keep(base, area);
            }
        }
    }

    private @Nullable String read(int index, long skip, Path checkpoint) throws IOException {
        Path file = plan.files().get(index);
        long line = 0;
        try (NumberLines lines = NumberLines.open(file)) {
            while (lines.next()) {
                line++;
                if (line <= skip) {
                    continue;
                }
                String problem = take(file, line, lines);
                if (problem != null) {
                    return problem;
                }
                if (counts.lines % progressLines == 0) {
                    progress.accept(counts.report());
                }
                if (counts.lines % checkpointLines == 0) {
                    new Checkpoint(index, line, counts, draft).write(checkpoint);
                }
            }
        }
        return null;
    }

    private @Nullable String take(Path file, long line, NumberLines lines) {
        counts.lines++;
        counts.bytes += lines.to() - lines.from() + 1;
        if (line == 1 && isXml(lines)) {
            return file.getFileName() + ": XML (expected: the flat text file, which the registry offers too)";
        }
        if (line == 1 && !lines.isTooLong() && NumberLine.isHeading(lines.buffer(), lines.from(), lines.to())) {
            return null;
        }
        NumberLine.Kind kind =
                lines.isTooLong() ? NumberLine.Kind.BAD : parsed.read(lines.buffer(), lines.from(), lines.to());
        switch (kind) {
            case BLANK -> {}
            case IMPOSSIBLE -> counts.impossible++;
            case NUMBER, ADDED, DELETED -> take(file, line, kind);
            case BAD -> bad(file, line);
        }
        return counts.bad + counts.outside > plan.mostBad() && isManyBad()
                ? "too many lines that cannot be used; the first are told"
                : null;
    }

    /** Goes on for a while after the first bad line, so that one run tells more than one of them. */
    private boolean isManyBad() {
        return counts.bad + counts.outside > plan.mostBad() + 1_000;
    }

    private void bad(Path file, long line) {
        counts.bad++;
        counts.tell(file, line);
    }

    private void take(Path file, long line, NumberLine.Kind kind) {
        if (plan.changes() == (kind == NumberLine.Kind.NUMBER)) {
            bad(file, line); // a whole list among the changes, or changes in a whole list
            return;
        }
        int area = (int) (parsed.phone() / MappedList.LINES);
        if (!plan.areaCodes().isEmpty() && !plan.areaCodes().contains(area)) {
            counts.outside++;
            counts.tell(file, line);
            return;
        }
        if (plan.areaCodes().isEmpty() && plan.list().isByAreaCode()) {
            replaceOnFirstSight(area);
        }
        boolean changed;
        if (kind == NumberLine.Kind.DELETED) {
            changed = draft.remove(parsed.phone());
            counts.deleted += changed ? 1 : 0;
        } else {
            changed = draft.add(parsed.phone());
            counts.added += changed ? 1 : 0;
        }
        counts.duplicates += changed ? 0 : 1;
    }

    /** An area code that was not named and occurs is covered, and what was known of it is replaced. */
    private void replaceOnFirstSight(int area) {
        if (!draft.isReplaced(area)) {
            draft.replace(area, plan.day());
        }
    }

    private Outcome finish() throws IOException {
        ImportReport report = counts.report();
        if (counts.bad + counts.outside > plan.mostBad()) {
            return new Outcome.Refused(
                    counts.bad + " unreadable lines and " + counts.outside + " numbers of other area codes (allowed: "
                            + plan.mostBad() + ")",
                    report);
        }
        String shrunk = shrunkAreaCodes();
        if (shrunk != null) {
            return new Outcome.Refused(shrunk, report);
        }
        if (plan.list().isByAreaCode()) {
            for (int area : plan.areaCodes()) {
                draft.cover(area, plan.day());
            }
        } else {
            for (int area = 0; area < MappedList.AREA_CODES; area++) {
                draft.cover(area, plan.day());
            }
        }
        MappedList written = ListFile.open(directory, ListFile.write(draft, directory));
        if (written.areaCodes().length == 0) {
            return new Outcome.Refused("no area code is covered: the files are empty", report);
        }
        return new Outcome.Written(written, report);
    }

    /** A file that was cut short looks like a good one with fewer numbers. */
    private @Nullable String shrunkAreaCodes() {
        MappedList base = plan.base();
        if (base == null || plan.changes() || plan.allowShrink()) {
            return null;
        }
        StringBuilder shrunk = new StringBuilder();
        for (int area : base.areaCodes()) {
            long before = base.numbers(area);
            if (before >= LEAST_TO_SHRINK && draft.numbers(area) < before / 2) {
                shrunk.append(' ').append(area);
            }
        }
        return shrunk.isEmpty()
                ? null
                : "area codes that would lose more than half of their numbers:" + shrunk + " (are the files whole?)";
    }

    private static boolean isXml(NumberLines lines) {
        for (int i = lines.from(); i < lines.to(); i++) {
            byte c = lines.buffer()[i];
            if (c > ' ') {
                return c == '<';
            }
        }
        return false;
    }
}
