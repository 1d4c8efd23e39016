package dev.gavel.persistence.audit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows of the table {@code event} in Postgres's binary COPY form, which needs no escaping: a signature, then for each row the number of its
 * columns and each column's length and bytes, then -1 (Postgres manual, COPY, "Binary Format").
 *
 * <p>Thread safety: confined to its caller.
 */
final class CopyRows {

    static final String COPY =
            "COPY event (tenant, seq, at, origin, prev_hash, hash, bytes) FROM STDIN WITH (FORMAT binary)";

    private static final byte[] SIGNATURE = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final int COLUMNS = 7;
    private static final int END = -1;
    private static final int NULL = -1;
    private static final int ROW_OVERHEAD = 200;
    private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private final ByteBuf rows;
    private final byte[] tenant;
    private final long atMicros;

    CopyRows(String tenant, Instant at, int expectedRows) {
        this.rows = Unpooled.buffer(SIGNATURE.length + expectedRows * 2 * ROW_OVERHEAD);
        this.tenant = tenant.getBytes(StandardCharsets.UTF_8);
        this.atMicros = ChronoUnit.MICROS.between(POSTGRES_EPOCH, at);
        rows.writeBytes(SIGNATURE);
    }

    void add(long seq, @Nullable String origin, byte[] previous, byte[] hash, byte[] event) {
        rows.writeShort(COLUMNS);
        bytes(tenant);
        number(seq);
        number(atMicros);
        if (origin == null) {
            rows.writeInt(NULL);
        } else {
            bytes(origin.getBytes(StandardCharsets.US_ASCII));
        }
        bytes(previous);
        bytes(hash);
        bytes(event);
    }

    /** All of it, once. */
    ByteBuf finished() {
        rows.writeShort(END);
        return rows;
    }

    private void bytes(byte[] value) {
        rows.writeInt(value.length);
        rows.writeBytes(value);
    }

    private void number(long value) {
        rows.writeInt(Long.BYTES);
        rows.writeLong(value);
    }
}
