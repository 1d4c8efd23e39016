package dev.gavel.persistence.dnc;

import dev.gavel.gates.DncRegister;
import dev.gavel.persistence.dnc.DncState.ListVersion;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The lists of a tenant as this node has them.
 *
 * <p>Thread safety: immutable.
 *
 * @param lists those that could be read
 * @param missing those that could not, with what was wrong
 */
public record TenantLists(DncState state, DncRegister register, List<MappedList> lists, Map<String, String> missing) {

    public TenantLists {
        lists = List.copyOf(lists);
        missing = Map.copyOf(missing);
    }

    /** Maps what the state names. Blocks while a file is read for the first time. */
    public static TenantLists open(DncState state, ListDirectory directory) {
        List<MappedList> lists = new ArrayList<>();
        Map<String, String> missing = new HashMap<>();
        StringBuilder version = new StringBuilder();
        for (ListVersion wanted : state.lists()) {
            version.append(version.isEmpty() ? "" : ",")
                    .append(wanted.list())
                    .append(':')
                    .append(wanted.version());
            String problem = open(wanted, directory, lists);
            if (problem != null) {
                missing.put(wanted.list().text(), problem);
            }
        }
        if (state.lists().isEmpty()) {
            version.append(state.acknowledgment() == null ? "none" : "acknowledged");
        }
        return new TenantLists(
                state, new TenantRegister(lists, !missing.isEmpty(), version.toString()), lists, missing);
    }

    private static @org.jspecify.annotations.Nullable String open(
            ListVersion wanted, ListDirectory directory, List<MappedList> into) {
        if (wanted.digest() == null) {
            return "retired";
        }
        try {
            MappedList list = directory.open(wanted.digest());
            if (!list.name().equals(wanted.list())) {
                return "the file is of the list " + list.name();
            }
            into.add(list);
            return null;
        } catch (NoSuchFileException e) {
            return "the file is not in the folder: " + e.getFile();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
