package dev.gavel.auction.lead;

/**
 * What a field's values are, and so how they are kept in a {@link Lead}: as a number ("code") or as text.
 */
public enum FieldType {
    /** Any text up to the field's length limit. */
    TEXT(false),
    /** A whole number between the field's bounds. */
    INTEGER(true),
    /** An amount of money; the code is micros. */
    MONEY(true),
    /** The code is 1 for true, yes, 1 and 0 for false, no, 0. */
    BOOLEAN(true),
    /** An ISO 8601 date; the code is days since 1970-01-01. */
    DATE(true),
    /** One of the field's values; the code is its position. */
    ENUM(true),
    /** A five-digit ZIP; the code is its number. ZIP+4 is cut to five digits. */
    ZIP(true),
    /** A two-letter code; the code is {@link UsState}'s ordinal. */
    STATE(true),
    /** A North American number; the code is its ten digits. */
    PHONE(true),
    /** An e-mail address, in lower case. */
    EMAIL(false),
    /** A SHA-256 digest as 64 hex digits, in lower case. */
    HASH(false);

    private final boolean coded;

    FieldType(boolean coded) {
        this.coded = coded;
    }

    /** Whether values are kept as numbers. */
    public boolean isCoded() {
        return coded;
    }
}
