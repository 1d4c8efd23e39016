package dev.gavel.server.suppression;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads a list of consumers line by line: one phone or e-mail a line, or CSV whose first line names the columns {@code phone}, {@code email},
 * {@code phone_sha256} ({@code phone_hash}), {@code email_sha256} ({@code email_hash}) and, as in the lists of California's DROP, {@code hash},
 * {@code id} and {@code listtype}; other columns are passed over. What the {@code hash} column, or a line without columns, holds, the caller says.
 *
 * <p>Blank lines and lines that begin with {@code #} are passed over. A quoted cell may hold commas, but no line break. Lines longer than
 * {@value #LONGEST_LINE} characters are read as bad ones, however long they are. Confined to one thread.
 */
public final class SuppressionFile {

    private static final int LONGEST_LINE = 4_096;
    private static final int BUFFER = 65_536;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Reader reader;
    private final Holds bare;
    private final char[] buffer = new char[BUFFER];
    private final StringBuilder line = new StringBuilder();
    private int from;
    private int to;
    private boolean first = true;
    private @Nullable List<@Nullable Holds> columns;
    private boolean ended;
    private int idAt = -1;
    private int hashAt = -1;
    private int typeAt = -1;

    /** What a cell holds. */
    public enum Holds {
        /** A phone, or an e-mail where there is an {@code @}. */
        ANY,
        PHONE,
        EMAIL,
        /** SHA-256 of {@code +15125550100}. */
        PHONE_SHA256,
        /** SHA-256 of the address in lower case. */
        EMAIL_SHA256,
        /** SHA-256 of {@code 5125550100}. */
        TEN_DIGITS_SHA256;

        Identifiers read(String text) {
            return switch (this) {
                case ANY -> text.indexOf('@') >= 0 ? Identifiers.ofEmail(text) : Identifiers.ofPhone(text);
                case PHONE -> Identifiers.ofPhone(text);
                case EMAIL -> Identifiers.ofEmail(text);
                case PHONE_SHA256 -> Identifiers.ofPhoneHash(text);
                case EMAIL_SHA256 -> Identifiers.ofEmailHash(text);
                case TEN_DIGITS_SHA256 -> Identifiers.ofTenDigitsHash(text);
            };
        }
    }

    /**
     * One line.
     *
     * @param who what could be read; empty for a bad line, and for one that says nothing
     * @param bad whether something that should name a consumer could not be read
     * @param id what stands in the column {@code id}; null for nothing
     */
    public record Line(
            Identifiers who, boolean bad, @Nullable String id) {
        static final Line NOTHING = new Line(Identifiers.NONE, false, null);
        static final Line BAD = new Line(Identifiers.NONE, true, null);
    }

    /**
     * Reads from the beginning.
     *
     * @param bare what a line without columns, or a {@code hash} column, holds
     */
    public SuppressionFile(Reader reader, Holds bare) {
        this.reader = reader;
        this.bare = bare;
    }

    /** Whether the first line named columns. Known after the first {@link #next}. */
    public boolean hasColumns() {
        return columns != null;
    }

    /** The next line, of whatever kind; null behind the last. */
    public @Nullable Line next() throws IOException {
        Boolean whole = readLine();
        if (whole == null) {
            return null;
        }
        if (!whole) {
            return Line.BAD;
        }
        String text = line.toString().strip();
        if (text.isEmpty() || text.startsWith("#")) {
            return Line.NOTHING;
        }
        if (first) {
            first = false;
            columns = columns(text);
            if (columns != null) {
                return Line.NOTHING;
            }
        }
        return columns == null ? ofBare(text) : ofCells(cells(text), columns);
    }

    private Line ofBare(String text) {
        Identifiers who = bare.read(cells(text).getFirst());
        return who.isEmpty() ? Line.BAD : new Line(who, false, null);
    }

    private Line ofCells(List<String> cells, List<@Nullable Holds> columns) {
        Holds listed = typeAt < 0 || typeAt >= cells.size() ? null : listType(cells.get(typeAt));
        if (typeAt >= 0 && listed == null) {
            // A list that nothing of is known here.
            return new Line(Identifiers.NONE, false, id(cells));
        }
        Identifiers who = Identifiers.NONE;
        boolean bad = false;
        for (int i = 0; i < columns.size(); i++) {
            Holds holds = columns.get(i);
            String cell = i < cells.size() ? cells.get(i) : "";
            if (holds != null && !cell.isBlank()) {
                Identifiers one = (listed != null && i == hashAt ? listed : holds).read(cell);
                bad |= one.isEmpty();
                who = who.and(one);
            }
        }
        return new Line(who, bad || who.isEmpty(), id(cells));
    }

    private @Nullable String id(List<String> cells) {
        return idAt < 0 || idAt >= cells.size() || cells.get(idAt).isBlank()
                ? null
                : cells.get(idAt).strip();
    }

    /** What the hash of a line holds by its column {@code listtype}, as in the DROP's file of what was removed; null for other lists. */
    private static @Nullable Holds listType(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "email" -> Holds.EMAIL_SHA256;
            case "phone" -> Holds.TEN_DIGITS_SHA256;
            default -> null;
        };
    }

    /** What the columns hold, by their names; null when the line names none. */
    private @Nullable List<@Nullable Holds> columns(String header) {
        List<@Nullable Holds> found = new ArrayList<>();
        boolean any = false;
        for (String cell : cells(header)) {
            String name = cell.strip().toLowerCase(Locale.ROOT);
            Holds holds = holds(name);
            switch (name) {
                case "id" -> idAt = found.size();
                case "listtype" -> typeAt = found.size();
                case "hash" -> hashAt = found.size();
                default -> {}
            }
            found.add(holds);
            any |= holds != null;
        }
        return any ? found : null;
    }

    private @Nullable Holds holds(String column) {
        return switch (column) {
            case "phone", "phone_number", "number" -> Holds.PHONE;
            case "email", "e-mail", "email_address" -> Holds.EMAIL;
            case "phone_sha256", "phone_hash" -> Holds.PHONE_SHA256;
            case "email_sha256", "email_hash" -> Holds.EMAIL_SHA256;
            case "hash" -> bare;
            default -> null;
        };
    }

    private static List<String> cells(String text) {
        List<String> cells = new ArrayList<>(4);
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                cell.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }

    /** Reads a line; true when it is whole, false when it was too long, null behind the last. */
    private @Nullable Boolean readLine() throws IOException {
        line.setLength(0);
        boolean whole = true;
        boolean any = false;
        while (true) {
            if (from == to && !fill()) {
                return any ? (Boolean) whole : null;
            }
            char c = buffer[from++];
            any = true;
            if (c == '\n') {
                return whole;
            }
            if (line.length() >= LONGEST_LINE) {
                whole = false;
            } else if (c != BYTE_ORDER_MARK) {
                line.append(c);
            }
        }
    }

    private boolean fill() throws IOException {
        if (!ended) {
            from = 0;
            to = Math.max(0, reader.read(buffer));
            ended = to == 0;
        }
        return !ended;
    }
}
