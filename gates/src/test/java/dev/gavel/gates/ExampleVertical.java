package dev.gavel.gates;

import dev.gavel.auction.lead.DataClass;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.FieldType;
import dev.gavel.auction.lead.Phase;
import dev.gavel.auction.lead.Vertical;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A small vertical with a field of every kind that gates look at. The decision tables are written against it. */
public final class ExampleVertical {

    public static final Vertical VERTICAL = new ExampleVertical()
            .add("zip", FieldType.ZIP, DataClass.PUBLIC, Phase.PING)
            .add("state", FieldType.STATE, DataClass.PUBLIC, null)
            .add("vehicle_year", FieldType.INTEGER, DataClass.PUBLIC, Phase.PING, List.of(), 1950, 2030)
            .add("credit", FieldType.ENUM, DataClass.INTERNAL, null, List.of("excellent", "good", "poor"), 0, 0)
            .add("first_name", FieldType.TEXT, DataClass.RESTRICTED, Phase.POST, List.of(), 0, 100)
            .add("phone", FieldType.PHONE, DataClass.RESTRICTED, Phase.POST)
            .add("phone_hash", FieldType.HASH, DataClass.RESTRICTED, null)
            .add("email", FieldType.EMAIL, DataClass.RESTRICTED, null)
            .add("email_hash", FieldType.HASH, DataClass.RESTRICTED, null)
            .add("ssn", FieldType.TEXT, DataClass.SENSITIVE, null, List.of(), 0, 11)
            .build();

    private final List<Field> fields = new ArrayList<>();

    private ExampleVertical() {}

    private ExampleVertical add(String name, FieldType type, DataClass dataClass, @Nullable Phase requiredFrom) {
        return add(name, type, dataClass, requiredFrom, List.of(), 0, 0);
    }

    private ExampleVertical add(
            String name,
            FieldType type,
            DataClass dataClass,
            @Nullable Phase requiredFrom,
            List<String> values,
            long least,
            long most) {
        fields.add(new Field(fields.size(), name, type, dataClass, requiredFrom, values, least, most, false));
        return this;
    }

    private Vertical build() {
        return new Vertical("example", fields);
    }
}
