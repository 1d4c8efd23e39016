package dev.gavel.gates;

import dev.gavel.auction.contract.Buyer;
import java.util.List;

/**
 * Whether a company stands among the sellers that a consent names, and whether what stands there names any. Allocates nothing.
 *
 * <p>Thread safety: stateless.
 */
public final class SellerNames {

    private static final int END = -1;

    /** Words of which no company's name consists alone. Not data: what they are for is told apart by the rest of a name. */
    private static final String[] GENERIC = {
        "a",
        "affiliate",
        "affiliated",
        "affiliates",
        "agencies",
        "agency",
        "agent",
        "agents",
        "all",
        "and",
        "any",
        "broker",
        "brokers",
        "business",
        "businesses",
        "buyer",
        "buyers",
        "carrier",
        "carriers",
        "click",
        "companies",
        "company",
        "etc",
        "here",
        "insurance",
        "insurer",
        "insurers",
        "its",
        "lender",
        "lenders",
        "licensed",
        "link",
        "list",
        "marketing",
        "my",
        "network",
        "of",
        "one",
        "or",
        "other",
        "others",
        "our",
        "participating",
        "parties",
        "partner",
        "partners",
        "party",
        "provider",
        "providers",
        "see",
        "selected",
        "seller",
        "sellers",
        "service",
        "services",
        "such",
        "the",
        "their",
        "these",
        "third",
        "those",
        "to",
        "trusted",
        "up",
        "various",
        "vendor",
        "vendors",
        "we",
        "with",
        "your"
    };

    private SellerNames() {}

    /** Whether one of the sellers is this buyer, by its legal name or another of its registered names. */
    public static boolean name(List<String> sellers, Buyer buyer) {
        if (contain(sellers, buyer.legalName())) {
            return true;
        }
        List<String> aliases = buyer.aliases();
        for (int i = 0; i < aliases.size(); i++) {
            if (contain(sellers, aliases.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** As {@link #name}, where a seller that only stands for companies does not count, whatever the buyer is called. */
    public static boolean nameIndividually(List<String> sellers, Buyer buyer) {
        for (int i = 0; i < sellers.size(); i++) {
            String seller = sellers.get(i);
            if (isIndividual(seller) && (isSame(seller, buyer.legalName()) || isAlias(seller, buyer.aliases()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAlias(String seller, List<String> aliases) {
        for (int i = 0; i < aliases.size(); i++) {
            if (isSame(seller, aliases.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether nothing but blanks stands there, if anything. */
    public static boolean areBlank(List<String> sellers) {
        for (int i = 0; i < sellers.size(); i++) {
            if (!sellers.get(i).isBlank()) {
                return false;
            }
        }
        return true;
    }

    /** Whether some seller names one company. */
    public static boolean nameSomebody(List<String> sellers) {
        for (int i = 0; i < sellers.size(); i++) {
            if (isIndividual(sellers.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether this can be the name of one company: not blank, no link, and not made of words alone that any list of partners has. */
    static boolean isIndividual(String seller) {
        if (seller.contains("://") || seller.regionMatches(true, skipBlanks(seller, 0), "www.", 0, 4)) {
            return false;
        }
        int at = 0;
        while (at < seller.length()) {
            int end = at;
            while (end < seller.length() && Character.isLetterOrDigit(seller.charAt(end))) {
                end++;
            }
            if (end > at && !isGeneric(seller, at, end)) {
                return true;
            }
            at = end + 1;
        }
        return false;
    }

    private static boolean isGeneric(String text, int from, int to) {
        for (String word : GENERIC) {
            if (word.length() == to - from && text.regionMatches(true, from, word, 0, to - from)) {
                return true;
            }
        }
        return false;
    }

    /** Whether one of the sellers has this legal name; case, runs of blanks and blanks at the ends do not count. */
    public static boolean contain(List<String> sellers, String legalName) {
        for (int i = 0; i < sellers.size(); i++) {
            if (isSame(sellers.get(i), legalName)) {
                return true;
            }
        }
        return false;
    }

    /** Equal but for case, runs of blanks, and blanks at the ends. A name of blanks alone is nobody's. */
    static boolean isSame(String one, String other) {
        int i = skipBlanks(one, 0);
        int j = skipBlanks(other, 0);
        boolean empty = i == one.length();
        while (true) {
            int a = letter(one, i);
            int b = letter(other, j);
            if (a != b) {
                return false;
            }
            if (a == END) {
                return !empty;
            }
            i = a == ' ' ? skipBlanks(one, i) : i + 1;
            j = b == ' ' ? skipBlanks(other, j) : j + 1;
        }
    }

    /** The letter in its folded case; a blank for the first of a run with something behind it; {@link #END} at the end. */
    private static int letter(String name, int index) {
        if (index == name.length()) {
            return END;
        }
        char c = name.charAt(index);
        if (isBlank(c)) {
            return skipBlanks(name, index) == name.length() ? END : ' ';
        }
        return Character.toLowerCase(Character.toUpperCase(c));
    }

    private static int skipBlanks(String name, int from) {
        int index = from;
        while (index < name.length() && isBlank(name.charAt(index))) {
            index++;
        }
        return index;
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
