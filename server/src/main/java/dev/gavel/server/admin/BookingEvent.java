package dev.gavel.server.admin;

import dev.gavel.persistence.postgres.ManualBooking;
import dev.gavel.server.http.Json;
import java.util.Locale;

/** The event of what was booked by hand, for the audit chain. The written reason stays with the booking: it is free text. */
public final class BookingEvent {

    private BookingEvent() {}

    /** The event of a booking. */
    public static String of(ManualBooking booking) {
        return Json.objectText(json -> {
            json.writeStringProperty("type", "booked_" + booking.kind().name().toLowerCase(Locale.ROOT));
            json.writeStringProperty("at", booking.at().toString());
            json.writeStringProperty("account", booking.account().text());
            json.writeStringProperty("currency", booking.currency());
            json.writeNumberProperty("change_micros", booking.changeMicros());
            json.writeStringProperty("reference", booking.reference());
            json.writeStringProperty("actor", booking.actor());
            ManualBooking.Paid paid = booking.paid();
            if (paid != null) {
                json.writeStringProperty("paid_currency", paid.currency());
                json.writeNumberProperty("paid_micros", paid.micros());
                json.writeStringProperty("rate", paid.rate());
            }
        });
    }
}
