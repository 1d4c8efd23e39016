package dev.gavel.server.buyer;

import dev.gavel.auction.contract.BuiltIn;
import dev.gavel.auction.contract.FieldAllowance;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.Vertical;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON body of an endpoint's requests, compiled once per configuration and vertical.
 *
 * <p>A text that is exactly <code>${name}</code> becomes the value of the name: a JSON number for an {@code INTEGER}, true or false for a
 * {@code BOOLEAN}, else the canonical text. A text with several parts becomes their concatenation. Where a value is missing, the text is left
 * out, together with its key in an object. Names are the vertical's fields and {@link BuiltIn}s; a name that is neither, or that the purpose
 * does not allow, is refused when the template is compiled.
 *
 * <p>Thread safety: immutable.
 */
final class RequestTemplate {

    /** Where bodies are written before their length is known; one for each thread. */
    private static final FastThreadLocal<ByteBuf> SCRATCH = new FastThreadLocal<>() {
        @Override
        protected ByteBuf initialValue() {
            return Unpooled.buffer(1024);
        }
    };

    private final TemplateNode root;

    private RequestTemplate(TemplateNode root) {
        this.root = root;
    }

    /**
     * Compiles an endpoint's request.
     *
     * @throws IllegalArgumentException for an unknown name, one that is not for this purpose, or a value that JSON has no form for; names the culprit
     */
    static RequestTemplate compile(
            Map<String, Object> request, Vertical vertical, Purpose purpose, FieldAllowance fields) {
        return new RequestTemplate(new Compiler(vertical, purpose, fields).object(request));
    }

    /**
     * The body as bytes of its own.
     *
     * @throws IllegalStateException when the lead's own vertical keeps a field from the buyer that this template would show it
     */
    byte[] render(CallFacts facts) {
        ByteBuf scratch = SCRATCH.get().clear();
        root.write(scratch, facts);
        return Arrays.copyOf(scratch.array(), scratch.writerIndex());
    }

    /**
     * Appends the body.
     *
     * @throws IllegalStateException when the lead's own vertical keeps a field from the buyer that this template would show it
     */
    void write(ByteBuf out, CallFacts facts) {
        root.write(out, facts);
    }

    /** Turns the tree of the configuration into nodes. */
    private record Compiler(Vertical vertical, Purpose purpose, FieldAllowance fields) {

        private TemplateNode node(@Nullable Object value) {
            return switch (value) {
                case Map<?, ?> map -> object(map);
                case List<?> list ->
                    new TemplateNode.JsonList(list.stream().map(this::node).toArray(TemplateNode[]::new));
                case String text -> text(text);
                case Number number -> TemplateNode.Literal.of(number(number));
                case Boolean flag -> TemplateNode.Literal.of(flag.toString());
                case null -> TemplateNode.Literal.of("null");
                default ->
                    throw new IllegalArgumentException(
                            "request: " + value.getClass().getSimpleName()
                                    + " (expected: object, list, text, number, boolean or null)");
            };
        }

        private TemplateNode object(Map<?, ?> map) {
            List<byte[]> keys = new ArrayList<>();
            List<TemplateNode> values = new ArrayList<>();
            map.forEach((key, value) -> {
                keys.add(TemplateNode.keyBytes(String.valueOf(key)));
                values.add(node(value));
            });
            return new TemplateNode.JsonObject(keys.toArray(byte[][]::new), values.toArray(TemplateNode[]::new));
        }

        private static String number(Number number) {
            if (number instanceof Double || number instanceof Float) {
                if (!Double.isFinite(number.doubleValue())) {
                    throw new IllegalArgumentException("request: " + number + " (expected: a finite number)");
                }
            }
            return number.toString();
        }

        /** A literal, one name, or a concatenation. */
        private TemplateNode text(String text) {
            List<TemplateNode> parts = new ArrayList<>();
            int done = 0;
            for (int start = text.indexOf("${"); start >= 0; start = text.indexOf("${", done)) {
                int end = text.indexOf('}', start);
                if (end < 0) {
                    throw new IllegalArgumentException("request: '" + text + "' has no } after ${");
                }
                if (start > done) {
                    parts.add(TemplateNode.Literal.ofText(text.substring(done, start)));
                }
                parts.add(name(text.substring(start + 2, end)));
                done = end + 1;
            }
            if (parts.isEmpty()) {
                return TemplateNode.Literal.ofText(text);
            }
            if (done < text.length()) {
                parts.add(TemplateNode.Literal.ofText(text.substring(done)));
            }
            return parts.size() == 1
                    ? parts.getFirst()
                    : new TemplateNode.Concatenation(parts.toArray(TemplateNode[]::new));
        }

        private TemplateNode name(String name) {
            BuiltIn builtIn = BuiltIn.named(name);
            if (builtIn != null) {
                if (!purpose.knows(builtIn)) {
                    throw new IllegalArgumentException(
                            "request: ${" + name + "} is not known when a buyer is called for a " + purpose.text());
                }
                return new TemplateNode.OfCall(builtIn);
            }
            Field field = vertical.fieldNamed(name);
            if (field == null) {
                throw new IllegalArgumentException("request: ${" + name + "} is no field of " + vertical.name());
            }
            if (!purpose.allows(fields, field)) {
                throw new IllegalArgumentException("request: ${" + name + "} is " + field.dataClass()
                        + " and not among the fields that a " + purpose.text() + " may carry");
            }
            return TemplateNode.OfLead.of(vertical, field, purpose, fields);
        }
    }
}
