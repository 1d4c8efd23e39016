package dev.gavel.gates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.lead.UsState;
import dev.gavel.auction.lead.Zip;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlacesTest {

    private static final Places PLACES = GateRules.bundled().places();

    @ParameterizedTest
    @CsvSource({
        "78701, America/Chicago, TX", // Austin
        "79901, America/Denver, TX", // El Paso
        "32501, America/Chicago, FL", // Pensacola
        "33139, America/New_York, FL", // Miami Beach
        "85001, America/Phoenix, AZ", // Phoenix
        "96813, Pacific/Honolulu, HI",
        "99501, America/Anchorage, AK",
        "00901, America/Puerto_Rico, PR", // San Juan
        "00802, America/Puerto_Rico, VI", // Charlotte Amalie keeps San Juan's time
        "96910, Pacific/Guam, GU",
        "96799, Pacific/Pago_Pago, AS",
        "37402, America/New_York, TN", // Chattanooga
        "37201, America/Chicago, TN", // Nashville
        "47708, America/Chicago, IN", // Evansville
        "46204, America/New_York, IN", // Indianapolis
        "46402, America/Chicago, IN", // Gary
        "83814, America/Los_Angeles, ID", // Coeur d'Alene
        "83702, America/Denver, ID", // Boise
        "40202, America/New_York, KY", // Louisville
        "42101, America/Chicago, KY", // Bowling Green
        "48226, America/New_York, MI", // Detroit
        "58501, America/Chicago, ND", // Bismarck
        "58601, America/Denver, ND", // Dickinson
        "57701, America/Denver, SD", // Rapid City
        "69361, America/Denver, NE", // Scottsbluff
        "10001, America/New_York, NY",
        "90012, America/Los_Angeles, CA",
        "20001, America/New_York, DC",
    })
    void placesZips(String zip, String zone, UsState state) {
        Places.Place place = PLACES.ofZip(Zip.parse(zip));
        assertThat(PLACES.zoneNames(place)).containsExactly(zone);
        assertThat(states(place)).containsExactly(state);
    }

    @ParameterizedTest
    @CsvSource({
        "32456, America/New_York America/Chicago", // Port St. Joe: Gulf County, FL is split
        "36867, America/New_York America/Chicago", // Phenix City, AL lives by Columbus, GA
        "86503, America/Denver America/Phoenix", // Chinle, AZ: Navajo Nation
        "89883, America/Denver America/Los_Angeles", // West Wendover, NV
        "97914, America/Denver America/Los_Angeles", // Ontario, OR: Malheur County is split
        "67735, America/Chicago America/Denver", // Goodland, KS lies beside the line
        "69201, America/Chicago America/Denver", // Valentine, NE: Cherry County is split
    })
    void zipsThatSpanZonesHaveAllOfThem(String zip, String zones) {
        assertThat(PLACES.zoneNames(PLACES.ofZip(Zip.parse(zip)))).containsExactlyInAnyOrder(zones.split(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "850, America/New_York America/Chicago, FL",
        "448, America/New_York America/Chicago, FL",
        "931, America/New_York America/Chicago, TN",
        "423, America/New_York America/Chicago, TN",
        "270, America/New_York America/Chicago, KY",
        "208, America/Denver America/Los_Angeles, ID",
        "541, America/Denver America/Los_Angeles, OR",
        "605, America/Chicago America/Denver, SD",
        "701, America/Chicago America/Denver, ND",
        "308, America/Chicago America/Denver, NE",
        "906, America/New_York America/Chicago, MI",
        "928, America/Phoenix America/Denver, AZ",
        "907, America/Anchorage America/Adak, AK",
        "512, America/Chicago, TX",
        "915, America/Denver, TX",
        "212, America/New_York, NY",
        "808, Pacific/Honolulu, HI",
        "787, America/Puerto_Rico, PR",
    })
    void placesAreaCodes(int areaCode, String zones, UsState state) {
        Places.Place place = PLACES.ofAreaCode(areaCode);
        assertThat(PLACES.zoneNames(place)).containsExactlyInAnyOrder(zones.split(" "));
        assertThat(states(place)).containsExactly(state);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000", "00001", "09001", "34002", "96201", "99999", "96939", "96960"})
    void zipsThatDoNotExistOrLieAbroadAreNowhere(String zip) {
        assertThat(PLACES.ofZip(Zip.parse(zip))).isEqualTo(Places.NOWHERE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 200, 211, 411, 500, 555, 700, 800, 833, 888, 900, 911, 999})
    void areaCodesWithoutAPlaceAreNowhere(int areaCode) {
        assertThat(PLACES.ofAreaCode(areaCode)).isEqualTo(Places.NOWHERE);
    }

    @Test
    void everyStateHasZipsAndEveryStateHasAnAreaCode() {
        EnumSet<UsState> byZip = EnumSet.noneOf(UsState.class);
        for (int zip = 0; zip < Zip.COUNT; zip++) {
            byZip.addAll(states(PLACES.ofZip(zip)));
        }
        EnumSet<UsState> byAreaCode = EnumSet.noneOf(UsState.class);
        for (int code = 200; code < 1_000; code++) {
            byAreaCode.addAll(states(PLACES.ofAreaCode(code)));
        }
        assertThat(byZip).isEqualTo(EnumSet.allOf(UsState.class));
        assertThat(byAreaCode).isEqualTo(EnumSet.allOf(UsState.class));
    }

    @Test
    void knowsSomeFortyTwoThousandZipsOfWhichFewSpanZones() {
        int zips = 0;
        int spanning = 0;
        for (int zip = 0; zip < Zip.COUNT; zip++) {
            Places.Place place = PLACES.ofZip(zip);
            if (place.zones() != 0) {
                zips++;
                spanning += place.zones() == Long.highestOneBit(place.zones()) ? 0 : 1;
                assertThat(place.states()).as(Zip.format(zip)).isNotZero();
            }
        }
        assertThat(zips).isBetween(41_000, 44_000);
        assertThat(spanning).isBetween(300, 1_000);
    }

    @Test
    void zonesFitAMask() {
        assertThat(PLACES.zones()).hasSizeLessThanOrEqualTo(Long.SIZE).doesNotHaveDuplicates();
    }

    @Test
    void refusesATableThatContradictsItself() {
        assertThatThrownBy(() -> PlacesReader.read(
                        new StringReader("10001\t10003\tAmerica/New_York\tNY\n10003\t10003\tAmerica/Chicago\tNY\n"),
                        new StringReader("")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10003");
        assertThatThrownBy(() ->
                        PlacesReader.read(new StringReader("10001\tAmerica/New_York\tNY\n"), new StringReader("")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> PlacesReader.read(new StringReader(""), new StringReader("212\tAmerica/New_York\tXX\n")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("XX");
    }

    private static Set<UsState> states(Places.Place place) {
        List<UsState> states = new ArrayList<>();
        for (int code = 0; code < UsState.values().length; code++) {
            if ((place.states() >>> code & 1) != 0) {
                states.add(UsState.of(code));
            }
        }
        return states.isEmpty() ? EnumSet.noneOf(UsState.class) : EnumSet.copyOf(states);
    }
}
