package dev.gavel.auction.market;

import java.util.List;
import java.util.Map;

/**
 * A file's content as a tree. Scalars keep the text that was written, so that a ZIP such as {@code 02134} or a price such as
 * {@code 12.50} is never read as another number.
 */
sealed interface Node {

    /** The line on which it begins, from 1. */
    int line();

    /** What it is, for messages. */
    String kind();

    /** One value. */
    record Scalar(int line, Type type, String text) implements Node {

        enum Type {
            TEXT,
            NUMBER,
            BOOLEAN
        }

        @Override
        public String kind() {
            return Problems.quote(text);
        }
    }

    /** A list. */
    record Sequence(int line, List<Node> nodes) implements Node {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /** Keys with values, in the order of the file. */
    record Mapping(int line, Map<String, Node> nodes) implements Node {
        @Override
        public String kind() {
            return "a map";
        }
    }

    /** A key or a list entry without a value. */
    record Empty(int line) implements Node {
        @Override
        public String kind() {
            return "nothing";
        }
    }

    /** Stands for what was reported already; reading it reports nothing more. */
    record Broken(int line) implements Node {
        @Override
        public String kind() {
            return "nothing";
        }
    }
}
