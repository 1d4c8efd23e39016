package dev.gavel.server.cli;

import dev.gavel.gates.SuppressionKind;
import dev.gavel.gates.suppression.SuppressionTerm;
import dev.gavel.persistence.crypto.TenantKeys;
import dev.gavel.persistence.postgres.Suppression;
import dev.gavel.persistence.postgres.SuppressionImports;
import dev.gavel.persistence.postgres.SuppressionImports.Progress;
import dev.gavel.persistence.postgres.SuppressionLists;
import dev.gavel.server.suppression.SuppressionDesk;
import dev.gavel.server.suppression.SuppressionEvent;
import dev.gavel.server.suppression.SuppressionFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Brings one file into a tenant's suppression list, a thousand lines at a time: each is in Redis and in Postgres together with how far the
 * import came, before the next is read. Blocks.
 */
final class SuppressImport {

    private static final int LINES_AT_ONCE = 1_000;
    private static final int TELL_EVERY = 100_000;

    /** Up to one bad line in a hundred a list counts as loaded all the same. */
    private static final int GOOD_FOR_ONE_BAD = 99;

    private final SuppressionDesk desk;
    private final SuppressionImports imports;
    private final TenantKeys keys;
    private final PrintWriter out;

    SuppressImport(SuppressionDesk desk, SuppressionImports imports, TenantKeys keys, PrintWriter out) {
        this.desk = desk;
        this.imports = imports;
        this.keys = keys;
        this.out = out;
    }

    /**
     * What to bring in.
     *
     * @param datedAt the moment that the content is of
     * @param acceptBadLines whether the list counts as loaded however many lines were bad
     */
    record Wanted(
            String tenant,
            Path file,
            SuppressionKind kind,
            String source,
            SuppressionFile.Holds holds,
            @Nullable String jurisdiction,
            Instant datedAt,
            boolean acceptBadLines) {}

    /** Completes the import, from where an earlier one of the same file broke off. The exit code. */
    int run(Wanted wanted) throws IOException {
        SuppressionImports.Import file =
                new SuppressionImports.Import(wanted.tenant(), digest(wanted.file()), wanted.kind(), wanted.source());
        Progress progress =
                Objects.requireNonNull(imports.begin(file, Instant.now()).block());
        if (progress.lines() > 0) {
            out.println("goes on behind line " + progress.lines());
        }
        try (Reader reader = open(wanted.file())) {
            SuppressionFile lines = new SuppressionFile(reader, wanted.holds());
            progress = read(file, wanted, lines, progress);
            return end(file, wanted, lines, progress);
        }
    }

    private Progress read(SuppressionImports.Import file, Wanted wanted, SuppressionFile lines, Progress begun)
            throws IOException {
        for (long skipped = 0; skipped < begun.lines() && lines.next() != null; ) {
            skipped++;
        }
        Progress progress = begun;
        for (Chunk chunk = chunk(lines, wanted); chunk.lines() > 0; chunk = chunk(lines, wanted)) {
            progress = store(file, chunk);
            if (progress.lines() % TELL_EVERY < LINES_AT_ONCE) {
                out.println(progress.lines() + " lines");
                out.flush();
            }
        }
        return progress;
    }

    private record Chunk(long lines, long bad, List<Suppression> entries) {}

    private Chunk chunk(SuppressionFile lines, Wanted wanted) throws IOException {
        List<Suppression> entries = new ArrayList<>();
        long read = 0;
        long bad = 0;
        while (read < LINES_AT_ONCE) {
            SuppressionFile.Line line = lines.next();
            if (line == null) {
                break;
            }
            read++;
            bad += line.bad() ? 1 : 0;
            for (String key : line.who().keysToList(keys)) {
                entries.add(entry(wanted, key));
            }
        }
        return new Chunk(read, bad, entries);
    }

    private static Suppression entry(Wanted wanted, String key) {
        return new Suppression(
                key,
                wanted.kind(),
                wanted.datedAt(),
                "file",
                wanted.jurisdiction(),
                wanted.source(),
                wanted.kind().text(),
                SuppressionTerm.until(wanted.kind(), wanted.jurisdiction(), wanted.datedAt(), null));
    }

    private Progress store(SuppressionImports.Import file, Chunk chunk) {
        List<String> consumers = chunk.entries().stream()
                .map(Suppression::consumerKey)
                .distinct()
                .toList();
        SuppressionDesk.Done<Progress> done = Objects.requireNonNull(desk.around(
                        file.tenant(),
                        consumers,
                        imports.advance(file, chunk.entries(), chunk.lines(), chunk.bad(), Instant.now()))
                .block());
        return done.result();
    }

    private int end(SuppressionImports.Import file, Wanted wanted, SuppressionFile lines, Progress progress) {
        long good = progress.added() + progress.known();
        out.println(progress.lines() + " lines read, " + progress.added() + " entries new, " + progress.known()
                + " known, " + progress.bad() + " lines bad");
        if (good == 0 && !(wanted.kind() == SuppressionKind.DROP && progress.bad() == 0 && lines.hasColumns())) {
            out.println("nothing in the file names a consumer: it does not count as loaded");
            return GavelCommand.FOUND_WRONG;
        }
        if (progress.bad() * GOOD_FOR_ONE_BAD > good && !wanted.acceptBadLines()) {
            out.println("too many lines are bad: what could be read is listed, but the file does not count as loaded");
            return GavelCommand.FOUND_WRONG;
        }
        Instant now = Instant.now();
        imports.end(
                        file,
                        wanted.datedAt(),
                        now,
                        List.of(SuppressionEvent.imported(
                                now,
                                wanted.kind(),
                                wanted.source(),
                                file.digest(),
                                wanted.datedAt(),
                                progress.added(),
                                progress.bad())))
                .block();
        if (SuppressionLists.AGEING.contains(wanted.kind())) {
            out.println("the list " + wanted.kind().text() + " from " + wanted.source() + " is of " + wanted.datedAt());
        }
        return 0;
    }

    static Reader open(Path file) throws IOException {
        return new InputStreamReader(
                Files.newInputStream(file),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE));
    }

    static String digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[65_536];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
