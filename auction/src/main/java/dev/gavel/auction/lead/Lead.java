package dev.gavel.auction.lead;

import static java.util.Objects.requireNonNull;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One consumer's data in the slots of a vertical. A slot is absent, valid (with a code or a text, see {@link FieldType}) or invalid
 * (something was sent that is not of the type; what it was is not kept).
 *
 * <p>Thread safety: immutable once built. A {@link Builder} is confined to one thread.
 */
public final class Lead {

    private static final byte ABSENT = 0;
    private static final byte VALID = 1;
    private static final byte INVALID = 2;

    private final Vertical vertical;
    private final byte[] states;
    private final long[] codes;
    private final @Nullable String[] texts;

    private Lead(Vertical vertical, byte[] states, long[] codes, @Nullable String[] texts) {
        this.vertical = vertical;
        this.states = states;
        this.codes = codes;
        this.texts = texts;
    }

    public static Builder of(Vertical vertical) {
        return new Builder(vertical);
    }

    public Vertical vertical() {
        return vertical;
    }

    /** Whether the slot holds a valid value. */
    public boolean has(int index) {
        return states[index] == VALID;
    }

    /** Whether something unreadable was sent for the slot. */
    public boolean isInvalid(int index) {
        return states[index] == INVALID;
    }

    /** Whether nothing was sent for the slot. */
    public boolean isAbsent(int index) {
        return states[index] == ABSENT;
    }

    /** The code of a coded slot; 0 when it has no valid value: ask {@link #has} first. */
    public long code(int index) {
        return codes[index];
    }

    /** The text of a text slot; null when it has no valid value. */
    public @Nullable String text(int index) {
        return texts[index];
    }

    /** The value in its canonical spelling, or null when the slot has no valid value. Allocates; not for the hot path. */
    public @Nullable String canonical(int index) {
        if (!has(index)) {
            return null;
        }
        Field field = vertical.field(index);
        return field.type().isCoded() ? FieldValue.format(field, codes[index]) : texts[index];
    }

    /** Whether both leads hold the same in a slot: the same valid value, or neither a valid one. */
    public boolean sameValue(int index, Lead other) {
        if (has(index) != other.has(index)) {
            return false;
        }
        return !has(index) || (codes[index] == other.codes[index] && Objects.equals(texts[index], other.texts[index]));
    }

    /** A builder that starts with this lead's slots: a post adds to its ping. */
    public Builder toBuilder() {
        return new Builder(vertical, states.clone(), codes.clone(), texts.clone());
    }

    /** Never shows a value: leads carry personal data. */
    @Override
    public String toString() {
        return "Lead[" + vertical.name() + "]";
    }

    /** Fills the slots of one lead. */
    public static final class Builder {

        private final Vertical vertical;
        private final byte[] states;
        private final long[] codes;
        private final @Nullable String[] texts;

        private Builder(Vertical vertical) {
            this(vertical, new byte[vertical.size()], new long[vertical.size()], new String[vertical.size()]);
        }

        private Builder(Vertical vertical, byte[] states, long[] codes, @Nullable String[] texts) {
            this.vertical = requireNonNull(vertical, "vertical");
            this.states = states;
            this.codes = codes;
            this.texts = texts;
        }

        /** Parses {@code value} by the field's type; an empty text leaves the slot absent. The last value given for a slot stays. */
        public Builder set(Field field, String value) {
            int index = field.index();
            codes[index] = 0;
            texts[index] = null;
            if (value.isEmpty()) {
                states[index] = ABSENT;
            } else if (field.type().isCoded()) {
                setCode(index, FieldValue.parseCode(field, value));
            } else {
                String text = FieldValue.parseText(field, value);
                texts[index] = text;
                states[index] = text == null ? INVALID : VALID;
            }
            return this;
        }

        /** As {@link #set(Field, String)}, by name. The vertical must have the field. */
        public Builder set(String fieldName, String value) {
            return set(requireNonNull(vertical.fieldNamed(fieldName), fieldName), value);
        }

        /** Marks a slot as sent but unreadable, for instance a list where a text belongs. */
        public Builder setInvalid(Field field) {
            states[field.index()] = INVALID;
            codes[field.index()] = 0;
            texts[field.index()] = null;
            return this;
        }

        /** Removes what the slot holds. */
        public Builder clear(Field field) {
            states[field.index()] = ABSENT;
            codes[field.index()] = 0;
            texts[field.index()] = null;
            return this;
        }

        /** The lead. The builder must not be used afterwards: it has handed its slots over. */
        public Lead build() {
            return new Lead(vertical, states, codes, texts);
        }

        private void setCode(int index, long code) {
            boolean valid = code != FieldValue.INVALID;
            codes[index] = valid ? code : 0;
            states[index] = valid ? VALID : INVALID;
        }
    }
}
