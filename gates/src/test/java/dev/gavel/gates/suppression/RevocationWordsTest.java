package dev.gavel.gates.suppression;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevocationWordsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stop",
                "STOP",
                " Stop. ",
                "STOP!!!",
                "quit",
                "End",
                "REVOKE",
                "opt out",
                "OPT-OUT",
                "optout",
                "Opt\u00a0out",
                "cancel",
                "unsubscribe",
                "STOPALL",
                "stop all",
                "please stop texting me",
                "Please, opt  me out: opt out",
                "I revoke my consent",
                "\"stop\"",
            })
    void theWordsOfTheRuleRevokeWhereverTheyStand(String message) {
        assertThat(RevocationWords.revoke(message)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "yes", "help", "START", "nonstop", "ending", "opt", "opt in", "out", "call me at five"})
    void otherMessagesDoNotRevoke(String message) {
        assertThat(RevocationWords.revoke(message)).isFalse();
    }
}
