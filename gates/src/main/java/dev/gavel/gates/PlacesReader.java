package dev.gavel.gates;

import dev.gavel.auction.lead.UsState;
import dev.gavel.auction.lead.Zip;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@link Places} from two tables of tab-separated lines: {@code first ZIP, last ZIP, zones, states} and {@code area code, zones,
 * states}; zones and states are joined by commas; lines that begin with {@code #} are comments.
 */
public final class PlacesReader {

    private PlacesReader() {}

    /** Reads both tables. Throws {@link IllegalArgumentException}, which names the line, for anything else than such lines. */
    public static Places read(Reader zips, Reader areaCodes) throws IOException {
        Places.Builder places = new Places.Builder();
        for (String[] cells : rows(zips, 4)) {
            places.addZips(zip(cells[0]), zip(cells[1]), zones(cells[2]), states(cells[3]));
        }
        for (String[] cells : rows(areaCodes, 3)) {
            places.addAreaCode(Integer.parseInt(cells[0]), zones(cells[1]), states(cells[2]));
        }
        return places.build();
    }

    private static List<String[]> rows(Reader table, int width) throws IOException {
        List<String[]> rows = new ArrayList<>();
        BufferedReader lines = new BufferedReader(table);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("#")) {
                continue;
            }
            String[] cells = line.split("\t", -1);
            if (cells.length != width) {
                throw new IllegalArgumentException("line: " + line + " (expected: " + width + " cells)");
            }
            rows.add(cells);
        }
        return rows;
    }

    private static int zip(String text) {
        int zip = Zip.parse(text);
        if (zip < 0) {
            throw new IllegalArgumentException("zip: " + text);
        }
        return zip;
    }

    private static List<ZoneId> zones(String cell) {
        List<ZoneId> zones = new ArrayList<>();
        for (String name : cell.split(",", -1)) {
            zones.add(ZoneId.of(name));
        }
        return zones;
    }

    private static long states(String cell) {
        long states = 0;
        if (!cell.isEmpty()) {
            for (String code : cell.split(",", -1)) {
                UsState state = UsState.parse(code);
                if (state == null) {
                    throw new IllegalArgumentException("state: " + code);
                }
                states |= bit(state);
            }
        }
        return states;
    }

    @SuppressWarnings("EnumOrdinal") // a lead's code of a state is its ordinal
    private static long bit(UsState state) {
        return 1L << state.ordinal();
    }
}
