package dev.gavel.gates.hours;

/**
 * The part of a day in which calls are allowed.
 *
 * @param startMinute the first minute of the day that is open
 * @param endMinute the first minute that is closed again; not above {@code startMinute} when the whole day is closed
 */
public record CallingWindow(int startMinute, int endMinute) {

    /** Never open. */
    public static final CallingWindow CLOSED = new CallingWindow(0, 0);

    boolean isOpen(int minuteOfDay) {
        return startMinute <= minuteOfDay && minuteOfDay < endMinute;
    }
}
