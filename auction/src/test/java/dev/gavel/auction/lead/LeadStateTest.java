package dev.gavel.auction.lead;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeadStateTest {

    /** Every state with every command; a dash is a refusal. */
    @ParameterizedTest
    @CsvSource(useHeadersInDisplayName = true, textBlock = """
            STATE,      REJECT,   ACCEPT,   EXPIRE,  HOLD, POST,   DELIVER,    LEAVE_OPEN, SELL, REFUSE,  RETURN
            PINGED,     REJECTED, ACCEPTED, -,       -,    -,      -,          -,          -,    -,       -
            REJECTED,   -,        -,        -,       -,    -,      -,          -,          -,    -,       -
            ACCEPTED,   -,        -,        EXPIRED, HELD, POSTED, -,          -,          -,    -,       -
            EXPIRED,    -,        -,        -,       -,    -,      -,          -,          -,    -,       -
            HELD,       -,        -,        -,       -,    POSTED, -,          -,          -,    REFUSED, -
            POSTED,     -,        -,        -,       -,    -,      DELIVERING, -,          -,    REFUSED, -
            DELIVERING, -,        -,        -,       -,    -,      DELIVERING, PENDING,    SOLD, REFUSED, -
            PENDING,    -,        -,        -,       -,    -,      DELIVERING, -,          SOLD, REFUSED, -
            SOLD,       -,        -,        -,       -,    -,      -,          -,          -,    -,       RETURNED
            REFUSED,    -,        -,        -,       -,    -,      -,          -,          -,    -,       -
            RETURNED,   -,        -,        -,       -,    -,      -,          -,          -,    -,       -
            """)
    void takesLegalTransitionsAndRefusesAllOthers(
            LeadState state,
            String reject,
            String accept,
            String expire,
            String hold,
            String post,
            String deliver,
            String leaveOpen,
            String sell,
            String refuse,
            String giveBack) {
        String[] row = {reject, accept, expire, hold, post, deliver, leaveOpen, sell, refuse, giveBack};
        LeadState.Command[] commands = LeadState.Command.values();
        assertThat(commands).hasSameSizeAs(row);
        boolean anyTaken = false;
        for (int i = 0; i < commands.length; i++) {
            LeadState expected = row[i].equals("-") ? null : LeadState.valueOf(row[i]);
            assertThat(state.next(commands[i]))
                    .as("%s on %s", commands[i], state)
                    .isEqualTo(expected);
            anyTaken |= expected != null;
        }
        assertThat(state.isFinal()).isNotEqualTo(anyTaken);
    }

    @Test
    void theTableAboveHasEveryState() {
        assertThat(LeadState.values()).hasSize(11);
        assertThat(LeadState.Command.values()).hasSize(10);
    }
}
