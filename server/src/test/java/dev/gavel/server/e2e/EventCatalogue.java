package dev.gavel.server.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tables of events in docs/audit.md: which types there are, and which members each may have. */
final class EventCatalogue {

    /** What all events have, and what all of a lead have. */
    private static final Set<String> EVERYWHERE = Set.of("type", "at");

    private static final Set<String> OF_A_LEAD = Set.of("ping", "campaign", "vendor", "source");
    private static final Path PAGE = Path.of("..", "docs", "audit.md");
    private static final Pattern WORD = Pattern.compile("`([a-z0-9_]+)`");

    private final Map<String, Set<String>> typeToMembers = new HashMap<>();

    private EventCatalogue() {}

    static EventCatalogue read() {
        EventCatalogue catalogue = new EventCatalogue();
        try {
            catalogue.addAll(Files.readAllLines(PAGE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return catalogue;
    }

    private void addAll(List<String> lines) {
        boolean ofALead = false;
        Set<String> before = Set.of();
        for (String line : lines) {
            if (line.startsWith("Of ")) {
                ofALead = line.startsWith("Of a lead");
            }
            String[] cells = line.split("\\|", 0);
            if (cells.length == 4 && cells[1].strip().startsWith("`") && !cells[1].contains("`type`")) {
                Set<String> members = new HashSet<>(words(cells[3]));
                members.addAll(EVERYWHERE);
                members.addAll(ofALead ? OF_A_LEAD : Set.of());
                members.addAll(cells[3].contains("the same") ? before : Set.of());
                words(cells[1]).forEach(type -> typeToMembers.put(type, members));
                before = members;
            }
        }
    }

    private static List<String> words(String cell) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(cell);
        while (matcher.find()) {
            words.add(matcher.group(1));
        }
        return words;
    }

    /** Whether the page knows a member of an event of a type. */
    boolean knows(String type, String member) {
        return typeToMembers.getOrDefault(type, Set.of()).contains(member);
    }
}
