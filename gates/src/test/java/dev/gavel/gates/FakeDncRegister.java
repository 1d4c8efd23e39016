package dev.gavel.gates;

/**
 * Lists that say the same on any day.
 *
 * @param flags of the number that is asked about
 * @param always of every number
 */
record FakeDncRegister(int flags, int always) implements DncRegister {

    @Override
    public int look(long phone, long epochDay) {
        return flags | always;
    }

    @Override
    public int look(long epochDay) {
        return always;
    }

    @Override
    public String version() {
        return "federal:1";
    }
}
