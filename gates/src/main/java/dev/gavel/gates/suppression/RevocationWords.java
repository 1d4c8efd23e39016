package dev.gavel.gates.suppression;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Whether a message withdraws consent. The words that 47 CFR 64.1200(a)(10)(i) names always do, wherever they stand: stop, quit, end, revoke, opt
 * out, cancel, unsubscribe. A message that only happens to contain one is taken for a revocation too, because the other mistake is the one
 * that harms the consumer; which other messages are revocations "by any reasonable means" a person decides.
 *
 * <p>Thread safety: stateless.
 */
public final class RevocationWords {

    private static final Set<String> WORDS = Set.of(
            "stop",
            "stopall",
            "stopping",
            "quit",
            "end",
            "revoke",
            "revoked",
            "cancel",
            "unsubscribe",
            "unsub",
            "optout");

    private RevocationWords() {}

    /** Whether the message has one of the words, without regard to case and punctuation. */
    public static boolean revoke(String message) {
        List<String> words = words(message.toLowerCase(Locale.ROOT));
        for (int i = 0; i < words.size(); i++) {
            boolean optOut = words.get(i).equals("opt")
                    && i + 1 < words.size()
                    && words.get(i + 1).equals("out");
            if (optOut || WORDS.contains(words.get(i))) {
                return true;
            }
        }
        return false;
    }

    private static List<String> words(String message) {
        List<String> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= message.length(); i++) {
            boolean letter = i < message.length() && Character.isLetterOrDigit(message.charAt(i));
            if (letter && start < 0) {
                start = i;
            } else if (!letter && start >= 0) {
                words.add(message.substring(start, i));
                start = -1;
            }
        }
        return words;
    }
}
