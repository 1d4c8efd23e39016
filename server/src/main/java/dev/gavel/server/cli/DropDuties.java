package dev.gavel.server.cli;

import dev.gavel.gates.SuppressionKind;
import dev.gavel.persistence.crypto.TenantKeys;
import dev.gavel.persistence.postgres.LeadConsumers;
import dev.gavel.server.suppression.SuppressionDesk;
import dev.gavel.server.suppression.SuppressionEvent;
import dev.gavel.server.suppression.SuppressionFile;
import dev.gavel.server.suppression.SuppressionFile.Line;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is owed to California's DROP beside suppressing: requests that were withdrawn end, and what became of each request is reported back.
 * Formats and codes are those of CalPrivacy's technical documentation 1.2.0 (July 2026). Blocks.
 */
final class DropDuties {

    private static final int LINES_AT_ONCE = 1_000;

    /** What the DROP calls a request of a consumer of whom there is nothing. */
    private static final int NOT_FOUND = 5;

    private final String tenant;
    private final TenantKeys keys;
    private final PrintWriter out;

    DropDuties(String tenant, TenantKeys keys, PrintWriter out) {
        this.tenant = tenant;
        this.keys = keys;
        this.out = out;
    }

    /** How the DROP numbers what became of a consumer of whom there is something. */
    enum Found {
        EXEMPTED(2),
        DELETED(3),
        OPTED_OUT(4);

        private final int code;

        Found(int code) {
            this.code = code;
        }
    }

    /**
     * Ends the entries of requests that were withdrawn: of the kind {@code drop} and no other, for a consumer may have asked otherwise, too.
     * Repeating is harmless.
     *
     * @return the exit code
     */
    int withdraw(SuppressionDesk desk, Path file) throws IOException {
        String digest = SuppressImport.digest(file);
        long ended = 0;
        long bad = 0;
        long passedOver = 0;
        try (Reader reader = SuppressImport.open(file)) {
            // Each line says of which list it is.
            SuppressionFile lines = new SuppressionFile(reader, SuppressionFile.Holds.EMAIL_SHA256);
            for (List<Line> chunk = chunk(lines); !chunk.isEmpty(); chunk = chunk(lines)) {
                List<String> consumers = chunk.stream()
                        .flatMap(line -> line.who().keysToFind(keys).stream())
                        .distinct()
                        .toList();
                bad += chunk.stream().filter(Line::bad).count();
                passedOver += chunk.stream()
                        .filter(line -> line.who().isEmpty() && !line.bad() && line.id() != null)
                        .count();
                ended += consumers.isEmpty() ? 0 : end(desk, consumers, digest);
            }
        }
        out.println(
                ended + " entries ended, " + passedOver + " of lists that are not looked at, " + bad + " lines bad");
        return bad == 0 ? 0 : GavelCommand.FOUND_WRONG;
    }

    private long end(SuppressionDesk desk, List<String> consumers, String digest) {
        Instant now = Instant.now();
        return Objects.requireNonNull(desk.correct(
                        tenant,
                        consumers,
                        Set.of(SuppressionKind.DROP),
                        "drop",
                        now,
                        count -> count == 0
                                ? List.of()
                                : List.of(SuppressionEvent.withdrawn(
                                        now, SuppressionKind.DROP, digest, count, "operator")))
                .block());
    }

    /**
     * Writes what became of each request of a list, as the DROP takes it: {@code Id,Status}. A consumer of whom there is no lead was not found.
     * What was done about the others only the tenant can say; without it they are left out, and named by their ids.
     *
     * @param found what became of those of whom there are leads; null to leave them out
     * @return the exit code
     */
    int report(LeadConsumers leads, Path file, SuppressionFile.Holds holds, Path report, @Nullable Found found)
            throws IOException {
        long notFound = 0;
        List<String> open = new ArrayList<>();
        long matched = 0;
        long bad = 0;
        try (Reader reader = SuppressImport.open(file);
                BufferedWriter writer = Files.newBufferedWriter(report, StandardOpenOption.CREATE_NEW)) {
            writer.write("Id,Status\n");
            SuppressionFile lines = new SuppressionFile(reader, holds);
            for (List<Line> chunk = chunk(lines); !chunk.isEmpty(); chunk = chunk(lines)) {
                Set<String> known = known(leads, chunk);
                for (Line line : chunk) {
                    String id = line.id();
                    if (line.bad() || (id == null && !line.who().isEmpty())) {
                        bad++;
                    } else if (id != null
                            && line.who().keysToFind(keys).stream().noneMatch(known::contains)) {
                        notFound++;
                        writer.write(id + "," + NOT_FOUND + "\n");
                    } else if (id != null && found != null) {
                        matched++;
                        writer.write(id + "," + found.code + "\n");
                    } else if (id != null) {
                        open.add(id);
                    }
                }
            }
        }
        Instant now = Instant.now();
        leads.note(
                        tenant,
                        List.of(SuppressionEvent.reported(
                                now,
                                SuppressionKind.DROP,
                                SuppressImport.digest(file),
                                notFound,
                                matched + open.size())))
                .block();
        out.println(notFound + " not found, " + matched + " found and reported, " + open.size()
                + " found and left out, " + bad + " lines bad");
        open.forEach(id -> out.println("found: " + id));
        return open.isEmpty() && bad == 0 ? 0 : GavelCommand.FOUND_WRONG;
    }

    private Set<String> known(LeadConsumers leads, List<Line> chunk) {
        List<String> consumers = chunk.stream()
                .flatMap(line -> line.who().keysToFind(keys).stream())
                .distinct()
                .toList();
        return Objects.requireNonNull(leads.known(tenant, consumers).block());
    }

    private static List<Line> chunk(SuppressionFile lines) throws IOException {
        List<Line> chunk = new ArrayList<>();
        while (chunk.size() < LINES_AT_ONCE) {
            Line line = lines.next();
            if (line == null) {
                break;
            }
            chunk.add(line);
        }
        return chunk;
    }
}
