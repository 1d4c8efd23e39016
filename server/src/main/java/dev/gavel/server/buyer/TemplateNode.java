package dev.gavel.server.buyer;

import dev.gavel.auction.contract.BuiltIn;
import dev.gavel.auction.contract.FieldAllowance;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.FieldType;
import dev.gavel.auction.lead.FieldValue;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.UsState;
import dev.gavel.auction.lead.Vertical;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One value in a {@link RequestTemplate}. */
sealed interface TemplateNode {

    /** Appends the value as JSON; false, with nothing appended, when it is missing. */
    boolean write(ByteBuf out, CallFacts facts);

    /** The value as plain text; null when it is missing. */
    @Nullable
    String text(CallFacts facts);

    /** The bytes that open a member of an object: {@code "key":}. */
    static byte[] keyBytes(String key) {
        return (quoted(key) + ":").getBytes(StandardCharsets.UTF_8);
    }

    private static String quoted(String text) {
        ByteBuf out = Unpooled.buffer(text.length() + 2);
        JsonText.writeQuoted(out, text);
        return out.toString(StandardCharsets.UTF_8);
    }

    /** A value that is the same in every request. */
    record Literal(String text, byte[] json) implements TemplateNode {

        static Literal of(String json) {
            return new Literal(json, json.getBytes(StandardCharsets.UTF_8));
        }

        static Literal ofText(String text) {
            return new Literal(text, quoted(text).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public boolean write(ByteBuf out, CallFacts facts) {
            out.writeBytes(json);
            return true;
        }

        @Override
        public String text(CallFacts facts) {
            return text;
        }
    }

    /** What Gavel knows about the call. */
    record OfCall(BuiltIn name) implements TemplateNode {

        @Override
        public boolean write(ByteBuf out, CallFacts facts) {
            String text = facts.text(name);
            if (text == null) {
                return false;
            }
            JsonText.writeQuoted(out, text);
            return true;
        }

        @Override
        public @Nullable String text(CallFacts facts) {
            return facts.text(name);
        }
    }

    /**
     * A field of the lead.
     *
     * @param spelled for a field of few values, the JSON of each code; else empty
     */
    record OfLead(Vertical vertical, Field field, Purpose purpose, FieldAllowance allowed, byte[][] spelled)
            implements TemplateNode {

        static OfLead of(Vertical vertical, Field field, Purpose purpose, FieldAllowance allowed) {
            Stream<String> values = switch (field.type()) {
                case ENUM -> field.values().stream().map(TemplateNode::quoted);
                case STATE -> Stream.of(UsState.values()).map(state -> quoted(state.name()));
                case BOOLEAN -> Stream.of("false", "true");
                case TEXT, INTEGER, MONEY, DATE, ZIP, PHONE, EMAIL, HASH -> Stream.of();
            };
            byte[][] spelled =
                    values.map(json -> json.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
            return new OfLead(vertical, field, purpose, allowed, spelled);
        }

        @Override
        public boolean write(ByteBuf out, CallFacts facts) {
            Lead lead = facts.lead();
            if (lead.vertical() != vertical) {
                return writeForeign(out, lead);
            }
            int index = field.index();
            if (!lead.has(index)) {
                return false;
            }
            allow(field);
            if (field.type().isCoded()) {
                writeCode(out, lead.code(index));
            } else {
                JsonText.writeQuoted(out, java.util.Objects.requireNonNull(lead.text(index)));
            }
            return true;
        }

        @Override
        public @Nullable String text(CallFacts facts) {
            Field own = ownField(facts.lead());
            return own == null ? null : facts.lead().canonical(own.index());
        }

        /** A lead that was read under another version of the configuration: its own vertical says where and what the field is. */
        private boolean writeForeign(ByteBuf out, Lead lead) {
            Field own = ownField(lead);
            String text = own == null ? null : lead.canonical(own.index());
            if (own == null || text == null) {
                return false;
            }
            if (own.type() == FieldType.INTEGER || own.type() == FieldType.BOOLEAN) {
                JsonText.writeEscaped(out, text);
            } else {
                JsonText.writeQuoted(out, text);
            }
            return true;
        }

        private @Nullable Field ownField(Lead lead) {
            Field own = lead.vertical().fieldNamed(field.name());
            if (own != null) {
                allow(own);
            }
            return own;
        }

        /** The last check before a value leaves; the first was made when the template was compiled. */
        private void allow(Field own) {
            if (!purpose.allows(allowed, own)) {
                throw new IllegalStateException("field " + own.name() + " must not be in a " + purpose.text());
            }
        }

        private void writeCode(ByteBuf out, long code) {
            switch (field.type()) {
                case ENUM, STATE, BOOLEAN -> out.writeBytes(spelled[(int) code]);
                case INTEGER -> JsonText.writeNumber(out, code);
                case ZIP -> {
                    out.writeByte('"');
                    JsonText.writePadded(out, code, 5);
                    out.writeByte('"');
                }
                case MONEY, DATE, PHONE -> JsonText.writeQuoted(out, FieldValue.format(field, code));
                case TEXT, EMAIL, HASH -> throw new IllegalStateException(field.name() + " is not coded");
            }
        }
    }

    /** Several parts in one text; missing as soon as one part is. */
    record Concatenation(TemplateNode[] parts) implements TemplateNode {

        @Override
        public boolean write(ByteBuf out, CallFacts facts) {
            int start = out.writerIndex();
            out.writeByte('"');
            for (TemplateNode part : parts) {
                String text = part.text(facts);
                if (text == null) {
                    out.writerIndex(start);
                    return false;
                }
                JsonText.writeEscaped(out, text);
            }
            out.writeByte('"');
            return true;
        }

        @Override
        public @Nullable String text(CallFacts facts) {
            throw new IllegalStateException("a concatenation is never a part");
        }
    }

    /**
     * An object; members without a value are left out.
     *
     * @param keys see {@link #keyBytes}
     */
    record JsonObject(byte[][] keys, TemplateNode[] values) implements TemplateNode {

        @Override
        public boolean write(ByteBuf out, CallFacts facts) {
            out.writeByte('{');
            boolean first = true;
            for (int i = 0; i < values.length; i++) {
                int start = out.writerIndex();
                if (!first) {
                    out.writeByte(',');
                }
                out.writeBytes(keys[i]);
                if (values[i].write(out, facts)) {
                    first = false;
                } else {
                    out.writerIndex(start);
                }
            }
            out.writeByte('}');
            return true;
        }

        @Override
        public @Nullable String text(CallFacts facts) {
            throw new IllegalStateException("an object is never a part of a text");
        }
    }

    /** A list; elements without a value are left out. */
    record JsonList(TemplateNode[] elements) implements TemplateNode {

        @Override
        public boolean write(ByteBuf out, CallFacts facts) {
            out.writeByte('[');
            boolean first = true;
            for (TemplateNode element : elements) {
                int start = out.writerIndex();
                if (!first) {
                    out.writeByte(',');
                }
                if (element.write(out, facts)) {
                    first = false;
                } else {
                    out.writerIndex(start);
                }
            }
            out.writeByte(']');
            return true;
        }

        @Override
        public @Nullable String text(CallFacts facts) {
            throw new IllegalStateException("a list is never a part of a text");
        }
    }
}
