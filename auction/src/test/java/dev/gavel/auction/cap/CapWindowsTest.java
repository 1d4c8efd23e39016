package dev.gavel.auction.cap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.cap.CapWindows.Bounds;
import dev.gavel.auction.contract.Cap;
import dev.gavel.testkit.Property;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapWindowsTest {

    @ParameterizedTest
    @CsvSource({
        "HOUR,  America/New_York, 2026-06-10T15:42:00Z, 2026-06-10T15:00:00Z, 2026-06-10T16:00:00Z",
        "HOUR,  Asia/Kolkata,     2026-06-10T15:42:00Z, 2026-06-10T15:30:00Z, 2026-06-10T16:30:00Z",
        // clocks go back at 06:00Z: the hour from one to two comes twice
        "HOUR,  America/New_York, 2026-11-01T05:30:00Z, 2026-11-01T05:00:00Z, 2026-11-01T06:00:00Z",
        "HOUR,  America/New_York, 2026-11-01T06:30:00Z, 2026-11-01T06:00:00Z, 2026-11-01T07:00:00Z",
        // half an hour is skipped at 02:00 local
        "HOUR,  Australia/Lord_Howe, 2026-10-03T15:40:00Z, 2026-10-03T15:30:00Z, 2026-10-03T16:00:00Z",
        "DAY,   America/New_York, 2026-06-10T03:59:59Z, 2026-06-09T04:00:00Z, 2026-06-10T04:00:00Z",
        "DAY,   America/New_York, 2026-06-10T04:00:00Z, 2026-06-10T04:00:00Z, 2026-06-11T04:00:00Z",
        // 23 and 25 hours
        "DAY,   America/New_York, 2026-03-08T12:00:00Z, 2026-03-08T05:00:00Z, 2026-03-09T04:00:00Z",
        "DAY,   America/New_York, 2026-11-01T12:00:00Z, 2026-11-01T04:00:00Z, 2026-11-02T05:00:00Z",
        // midnight is skipped, and midnight comes twice
        "DAY,   America/Havana,   2026-03-08T12:00:00Z, 2026-03-08T05:00:00Z, 2026-03-09T04:00:00Z",
        "DAY,   America/Havana,   2026-11-01T04:30:00Z, 2026-11-01T04:00:00Z, 2026-11-02T05:00:00Z",
        "DAY,   America/Havana,   2026-11-01T12:00:00Z, 2026-11-01T04:00:00Z, 2026-11-02T05:00:00Z",
        "WEEK,  America/New_York, 2026-03-08T12:00:00Z, 2026-03-02T05:00:00Z, 2026-03-09T04:00:00Z",
        "WEEK,  UTC,              2026-03-09T00:00:00Z, 2026-03-09T00:00:00Z, 2026-03-16T00:00:00Z",
        "MONTH, America/New_York, 2026-03-31T23:00:00Z, 2026-03-01T05:00:00Z, 2026-04-01T04:00:00Z",
        "MONTH, UTC,              2028-02-29T23:00:00Z, 2028-02-01T00:00:00Z, 2028-03-01T00:00:00Z",
    })
    void followsTheZonesCalendar(Cap.Window window, String zone, Instant now, Instant start, Instant end) {
        assertThat(CapWindows.boundsAt(window, ZoneId.of(zone), now))
                .isEqualTo(new Bounds(start.getEpochSecond(), end.getEpochSecond()));
    }

    @Test
    void totalNeverEnds() {
        assertThat(CapWindows.boundsAt(Cap.Window.TOTAL, ZoneId.of("UTC"), Instant.EPOCH))
                .isEqualTo(new Bounds(0, CapClaim.NO_END));
    }

    @Test
    void windowsFollowEachOtherWithoutGapOrOverlap() {
        List<ZoneId> zones = List.of(
                ZoneId.of("America/New_York"),
                ZoneId.of("America/Havana"),
                ZoneId.of("America/Phoenix"),
                ZoneId.of("Pacific/Honolulu"),
                ZoneId.of("Australia/Lord_Howe"),
                ZoneId.of("Asia/Kathmandu"));
        Property.forAll(2_000, random -> {
            ZoneId zone = zones.get(random.nextInt(zones.size()));
            Cap.Window window = List.of(Cap.Window.values()).get(random.nextInt(4));
            long now = Instant.parse("2026-01-01T00:00:00Z").getEpochSecond() + random.nextInt(2 * 366 * 86_400);
            Bounds bounds = CapWindows.boundsAt(window, zone, Instant.ofEpochSecond(now));
            assertThat(bounds.contains(now)).isTrue();
            assertThat(CapWindows.boundsAt(window, zone, Instant.ofEpochSecond(bounds.startSeconds())))
                    .isEqualTo(bounds);
            assertThat(CapWindows.boundsAt(window, zone, Instant.ofEpochSecond(bounds.endSeconds() - 1)))
                    .isEqualTo(bounds);
            assertThat(CapWindows.boundsAt(window, zone, Instant.ofEpochSecond(bounds.endSeconds()))
                            .startSeconds())
                    .isEqualTo(bounds.endSeconds());
        });
    }
}
