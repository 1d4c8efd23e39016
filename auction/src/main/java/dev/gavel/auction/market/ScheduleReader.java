package dev.gavel.auction.market;

import dev.gavel.auction.contract.Schedule;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads schedules: {@code always}, or a list of windows such as {@code mon-fri 09:00-18:00} in the buyer's zone. */
final class ScheduleReader {

    private static final String EXPECTED = "always, or a list of windows such as mon-fri 09:00-18:00";
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final int DAY_MINUTES = 24 * 60;

    private ScheduleReader() {}

    static Schedule read(Item item, ZoneId zone) {
        if (item.isText()) {
            item.word(List.of("always"), "schedule");
            return Schedule.ALWAYS;
        }
        List<Schedule.Window> windows = new ArrayList<>();
        for (Item window : item.node() instanceof Node.Sequence ? item.items("windows") : List.<Item>of()) {
            readWindow(window, windows);
        }
        if (!(item.node() instanceof Node.Sequence)) {
            item.problem("found " + item.node().kind() + " (expected: " + EXPECTED + ")");
        }
        return new Schedule(zone, windows);
    }

    private static void readWindow(Item item, List<Schedule.Window> windows) {
        String text = item.text("a window such as mon-fri 09:00-18:00").strip();
        if (text.isEmpty()) {
            return;
        }
        int blank = text.indexOf(' ');
        List<DayOfWeek> days = blank < 0 ? List.of() : days(text.substring(0, blank));
        int @Nullable [] minutes =
                blank < 0 ? null : minutes(text.substring(blank + 1).strip());
        if (days.isEmpty() || minutes == null) {
            item.problem(
                    Problems.quote(text)
                            + " is not a window (expected: such as mon-fri 09:00-18:00, sat,sun 10:00-14:00 or daily 08:00-24:00)");
        } else if (minutes[0] >= minutes[1]) {
            item.problem(
                    Problems.quote(text)
                            + " ends before it starts (expected: two windows where it goes past midnight, one to 24:00 and one from 00:00)");
        } else {
            days.forEach(day -> windows.add(new Schedule.Window(day, minutes[0], minutes[1])));
        }
    }

    /** {@code daily}, or days and spans of days between commas; empty when it is not that. */
    private static List<DayOfWeek> days(String text) {
        if (text.equalsIgnoreCase("daily")) {
            return List.of(DayOfWeek.values());
        }
        List<DayOfWeek> days = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            int hyphen = part.indexOf('-');
            int first = day(hyphen < 0 ? part : part.substring(0, hyphen));
            int last = hyphen < 0 ? first : day(part.substring(hyphen + 1));
            if (first < 0 || last < 0) {
                return List.of();
            }
            for (DayOfWeek day = DayOfWeek.of(first + 1); ; day = day.plus(1)) {
                days.add(day);
                if (day.getValue() == last + 1) {
                    break;
                }
            }
        }
        return days.stream().distinct().toList();
    }

    private static int day(String text) {
        return DAYS.indexOf(text.toLowerCase(Locale.ROOT));
    }

    /** The minutes of the day of {@code 09:00-18:00}, or null. */
    private static int @Nullable [] minutes(String text) {
        int hyphen = text.indexOf('-');
        int start = hyphen < 0 ? -1 : minute(text.substring(0, hyphen));
        int end = hyphen < 0 ? -1 : minute(text.substring(hyphen + 1));
        return start < 0 || end < 0 ? null : new int[] {start, end};
    }

    private static int minute(String text) {
        if (text.length() != 5 || text.charAt(2) != ':') {
            return -1;
        }
        int hour = twoDigits(text, 0);
        int minute = twoDigits(text, 3);
        boolean valid = hour >= 0 && minute >= 0 && minute < 60 && hour * 60 + minute <= DAY_MINUTES;
        return valid ? hour * 60 + minute : -1;
    }

    private static int twoDigits(String text, int at) {
        int tens = text.charAt(at) - '0';
        int ones = text.charAt(at + 1) - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
    }
}
