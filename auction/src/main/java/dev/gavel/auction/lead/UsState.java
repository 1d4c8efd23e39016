package dev.gavel.auction.lead;

import org.jspecify.annotations.Nullable;

/** The states, the District of Columbia and the territories, by their USPS codes. */
public enum UsState {
    AL,
    AK,
    AZ,
    AR,
    CA,
    CO,
    CT,
    DE,
    DC,
    FL,
    GA,
    HI,
    ID,
    IL,
    IN,
    IA,
    KS,
    KY,
    LA,
    ME,
    MD,
    MA,
    MI,
    MN,
    MS,
    MO,
    MT,
    NE,
    NV,
    NH,
    NJ,
    NM,
    NY,
    NC,
    ND,
    OH,
    OK,
    OR,
    PA,
    RI,
    SC,
    SD,
    TN,
    TX,
    UT,
    VT,
    VA,
    WA,
    WV,
    WI,
    WY,
    AS,
    GU,
    MP,
    PR,
    VI;

    private static final UsState[] ALL = values();
    private static final byte[] ORDINALS = ordinals();

    /** The state of a two-letter code in any case, or null. Allocates nothing. */
    public static @Nullable UsState parse(CharSequence code) {
        if (code.length() != 2) {
            return null;
        }
        int first = letter(code.charAt(0));
        int second = letter(code.charAt(1));
        if (first < 0 || second < 0) {
            return null;
        }
        int ordinal = ORDINALS[first * 26 + second] - 1;
        return ordinal < 0 ? null : ALL[ordinal];
    }

    /** The state of a lead's code. */
    public static UsState of(int ordinal) {
        return ALL[ordinal];
    }

    private static int letter(char c) {
        int index = (c | 0x20) - 'a';
        return index < 26 ? index : -1;
    }

    @SuppressWarnings("EnumOrdinal") // the code of a state is its ordinal
    private static byte[] ordinals() {
        byte[] ordinals = new byte[26 * 26];
        for (UsState state : values()) {
            ordinals[letter(state.name().charAt(0)) * 26 + letter(state.name().charAt(1))] =
                    (byte) (state.ordinal() + 1);
        }
        return ordinals;
    }
}
