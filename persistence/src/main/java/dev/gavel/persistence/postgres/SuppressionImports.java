package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import dev.gavel.gates.SuppressionKind;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Files on their way into a suppression list. How far each came is written with what came of it, so that a broken import goes on behind the
 * last line that counted.
 *
 * <p>Thread safety: any thread; one import of a file at a time. Fails with {@link DatabaseUnavailableException} when the database cannot be
 * reached.
 */
public final class SuppressionImports {

    private static final String BEGIN = """
            INSERT INTO suppression_import (tenant, digest, kind, source, lines, added, known, bad, began_at)
            VALUES ($1, $2, $3, $4, 0, 0, 0, 0, $5) ON CONFLICT (tenant, digest, kind, source) DO NOTHING""";

    private static final String GET = """
            SELECT lines, added, known, bad, ended_at IS NOT NULL AS ended FROM suppression_import
            WHERE tenant = $1 AND digest = $2 AND kind = $3 AND source = $4""";

    private static final String ADVANCE = """
            UPDATE suppression_import SET lines = lines + $5, added = added + $6, known = known + $7, bad = bad + $8
            WHERE tenant = $1 AND digest = $2 AND kind = $3 AND source = $4
            RETURNING lines, added, known, bad, ended_at IS NOT NULL AS ended""";

    private static final String RESTART = """
            UPDATE suppression_import SET lines = 0, added = 0, known = 0, bad = 0, began_at = $5, ended_at = NULL
            WHERE tenant = $1 AND digest = $2 AND kind = $3 AND source = $4 AND ended_at IS NOT NULL""";

    private static final String END = """
            UPDATE suppression_import SET ended_at = $5
            WHERE tenant = $1 AND digest = $2 AND kind = $3 AND source = $4""";

    private final TenantScope scope;

    public SuppressionImports(TenantScope scope) {
        this.scope = requireNonNull(scope, "scope");
    }

    /** Which import: a file (SHA-256 of the whole, in hex) as a kind, from a source. */
    public record Import(String tenant, String digest, SuppressionKind kind, String source) {}

    /**
     * How far it came.
     *
     * @param lines that were read, comments and blank ones included
     * @param added entries that are new
     * @param known entries that were there, or had been
     * @param bad lines that name nobody
     */
    public record Progress(long lines, long added, long known, long bad, boolean ended) {}

    /** Begins an import, or finds how far it came. One that had ended is begun anew: its entries may have been corrected since. */
    public Mono<Progress> begin(Import file, Instant at) {
        return scope.inTransaction(
                file.tenant(),
                connection -> connection
                        .update(BEGIN, file.tenant(), file.digest(), file.kind().text(), file.source(), at)
                        .then(connection.update(
                                RESTART,
                                file.tenant(),
                                file.digest(),
                                file.kind().text(),
                                file.source(),
                                at))
                        .thenMany(connection.query(
                                SuppressionImports::progress,
                                GET,
                                file.tenant(),
                                file.digest(),
                                file.kind().text(),
                                file.source()))
                        .single());
    }

    /** Adds the entries of some lines and goes on behind them, in one transaction. */
    public Mono<Progress> advance(Import file, Collection<Suppression> entries, long lines, long bad, Instant at) {
        return scope.inTransaction(
                file.tenant(),
                connection -> SuppressionRows.add(connection, entries, at)
                        .flatMapMany(added -> connection.query(
                                SuppressionImports::progress,
                                ADVANCE,
                                file.tenant(),
                                file.digest(),
                                file.kind().text(),
                                file.source(),
                                lines,
                                added.fresh(),
                                added.known(),
                                bad))
                        .single());
    }

    /**
     * The file is through.
     *
     * @param datedAt the moment that its content is of; for the kinds of {@link SuppressionLists#AGEING} this is what makes the list recent
     */
    public Mono<Void> end(Import file, Instant datedAt, Instant at, List<String> events) {
        return scope.inTransaction(
                file.tenant(),
                connection -> connection
                        .update(END, file.tenant(), file.digest(), file.kind().text(), file.source(), at)
                        .then(
                                SuppressionLists.AGEING.contains(file.kind())
                                        ? SuppressionLists.loaded(connection, file.kind(), file.source(), datedAt, at)
                                        : Mono.empty())
                        .then(PostRows.appendEvents(connection, events)));
    }

    private static Progress progress(Readable row) {
        return new Progress(
                Rows.number(row, "lines"),
                Rows.number(row, "added"),
                Rows.number(row, "known"),
                Rows.number(row, "bad"),
                Rows.flag(row, "ended"));
    }
}
