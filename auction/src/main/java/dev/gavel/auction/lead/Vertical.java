package dev.gavel.auction.lead;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A lead type: its fields in slot order. Field {@code i} of the list has index {@code i}.
 *
 * <p>Thread safety: immutable.
 */
public final class Vertical {

    private final String name;
    private final List<Field> fields;
    private final Map<String, Field> fieldByName;
    private final ConsentTerms consentTerms;

    /** A vertical that asks of a consent no more than every lead's. */
    public Vertical(String name, List<Field> fields) {
        this(name, fields, ConsentTerms.LEAST);
    }

    /** @param consentTerms what the law asks of a consent in this vertical: no campaign may ask for less */
    public Vertical(String name, List<Field> fields, ConsentTerms consentTerms) {
        this.name = requireNonNull(name, "name");
        this.consentTerms = requireNonNull(consentTerms, "consentTerms");
        this.fields = List.copyOf(fields);
        this.fieldByName = HashMap.newHashMap(fields.size());
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            if (field.index() != i) {
                throw new IllegalArgumentException(
                        "fields: " + field.name() + " has index " + field.index() + " (expected: " + i + ")");
            }
            if (fieldByName.put(field.name(), field) != null) {
                throw new IllegalArgumentException("fields: " + field.name() + " is there twice");
            }
        }
    }

    public String name() {
        return name;
    }

    public List<Field> fields() {
        return fields;
    }

    public Field field(int index) {
        return fields.get(index);
    }

    /** What every campaign of this vertical asks of a consent at least. */
    public ConsentTerms consentTerms() {
        return consentTerms;
    }

    /** How many slots a lead of this vertical has. */
    public int size() {
        return fields.size();
    }

    /** The field with this name, or null. One hash look-up. */
    public @Nullable Field fieldNamed(String fieldName) {
        return fieldByName.get(fieldName);
    }

    @Override
    public String toString() {
        return "Vertical[" + name + ", " + fields.size() + " fields]";
    }
}
