package dev.gavel.auction.market;

import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.Vertical;
import java.util.List;

/** The fields that every vertical has, so that gates, encryption and suppression find them under the same names everywhere. */
final class Contact {

    /** In slot order: every vertical has them in its first slots. */
    static final List<Field> FIELDS = read();

    private Contact() {}

    private static List<Field> read() {
        Problems problems = new Problems();
        Item item = new Item(Yaml.read(Resource.text("contact.yaml"), problems), "", problems);
        Vertical contact = VerticalFile.read(item, List.of());
        if (contact == null || !problems.isEmpty()) {
            throw new IllegalStateException("contact.yaml: " + problems.list());
        }
        return contact.fields();
    }
}
