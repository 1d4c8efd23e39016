import com.google.i18n.phonenumbers.prefixmapper.PhonePrefixMap;
import com.google.i18n.phonenumbers.prefixmapper.PrefixTimeZonesMap;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Makes area-codes.tsv: which time zones and states each area code lies in. Run once, with the jars of geocoder 3.23, prefixmapper 3.23 and
 * libphonenumber 9.0.43 (com.googlecode.libphonenumber) on the class path:
 *
 * <pre>java -cp '...' AreaCodes.java > area-codes.tsv</pre>
 *
 * docs/data-provenance.md says what was taken from them.
 */
public final class AreaCodes {

    private static final String PACKAGE = "/com/google/i18n/phonenumbers/";

    /** Zones that have kept the same time as another since 2007 go by the other's name. Those outside the United States stay as they are. */
    private static final Map<String, String> SAME_TIME = Map.of(
            "America/Boise", "America/Denver",
            "America/North_Dakota/Center", "America/Chicago",
            "America/Juneau", "America/Anchorage",
            "America/St_Thomas", "America/Puerto_Rico",
            "Pacific/Saipan", "Pacific/Guam");

    /** What the numbers' own prefixes leave out: codes that reach over a line, overlays of such codes, states of the territories. */
    private static final List<String> ALSO = List.of(
            "334 America/New_York",
            "850 America/New_York,America/Chicago", "448 America/New_York,America/Chicago",
            "208 America/Denver,America/Los_Angeles", "986 America/Denver,America/Los_Angeles",
            "219 America/Chicago,America/New_York", "574 America/New_York,America/Chicago",
            "812 America/New_York,America/Chicago", "930 America/New_York,America/Chicago",
            "270 America/New_York,America/Chicago", "364 America/New_York,America/Chicago", "606 America/New_York,America/Chicago",
            "906 America/New_York,America/Chicago",
            "308 America/Chicago,America/Denver", "402 America/Denver", "531 America/Chicago,America/Denver",
            "620 America/Chicago,America/Denver", "785 America/Chicago,America/Denver",
            "701 America/Chicago,America/Denver", "605 America/Chicago,America/Denver",
            "541 America/Los_Angeles,America/Denver", "458 America/Los_Angeles,America/Denver",
            "775 America/Los_Angeles,America/Denver",
            "423 America/New_York,America/Chicago", "729 America/New_York,America/Chicago", "931 America/Chicago,America/New_York",
            "928 America/Phoenix,America/Denver", "907 America/Anchorage,America/Adak");

    /** Overlays younger than the library's data, with the code that they lie over. */
    private static final Map<Integer, Integer> OVERLAYS = Map.ofEntries(
            Map.entry(357, 559), Map.entry(436, 440), Map.entry(457, 318), Map.entry(465, 718), Map.entry(471, 662),
            Map.entry(483, 334), Map.entry(624, 716), Map.entry(679, 313), Map.entry(729, 423), Map.entry(738, 213),
            Map.entry(837, 530), Map.entry(861, 309));

    private static final Map<String, String> STATES = Map.of(
            "787", "PR", "939", "PR", "340", "VI", "671", "GU", "670", "MP", "684", "AS", "728", "FL");

    private final TreeMap<Integer, Set<String>> zones = new TreeMap<>();
    private final TreeMap<Integer, Set<String>> states = new TreeMap<>();

    public static void main(String[] args) throws Exception {
        new AreaCodes().print();
    }

    private void print() throws Exception {
        readZones();
        for (int code : zones.keySet()) {
            readState(code);
        }
        for (String line : ALSO) {
            Set<String> of = zones.get(Integer.parseInt(line.substring(0, 3)));
            if (of != null) {
                of.addAll(List.of(line.substring(4).split(",")));
            }
        }
        // The library gives Alaska Hawaii's time as well, for Adak, which is among its zones already.
        zones.get(907).remove("Pacific/Honolulu");
        OVERLAYS.forEach((code, under) -> {
            zones.put(code, zones.get(under));
            states.put(code, states.get(under));
        });
        System.out.println("# area code, time zones, states (none outside the United States). Made by AreaCodes.java; see docs/data-provenance.md.");
        for (int code : zones.keySet()) {
            System.out.println(code + "\t" + String.join(",", zones.get(code)) + "\t" + String.join(",", states.getOrDefault(code, Set.of())));
        }
    }

    private void readZones() throws Exception {
        PrefixTimeZonesMap map = new PrefixTimeZonesMap();
        try (ObjectInputStream in = open("timezones/data/map_data")) {
            map.readExternal(in);
        }
        for (String line : map.toString().split("\n")) {
            if (Pattern.matches("1[2-9][0-9]{2}.*", line)) {
                Set<String> of = zones.computeIfAbsent(Integer.parseInt(line.substring(1, 4)), _ -> new TreeSet<>());
                for (String zone : line.substring(line.indexOf('|') + 1).split("&")) {
                    of.add(SAME_TIME.getOrDefault(zone, zone));
                }
            }
        }
    }

    private void readState(int code) throws Exception {
        Set<String> of = states.computeIfAbsent(code, _ -> new TreeSet<>());
        if (STATES.containsKey(Integer.toString(code))) {
            of.add(STATES.get(Integer.toString(code)));
        }
        try (ObjectInputStream in = open("geocoding/data/1" + code + "_en")) {
            if (in == null) {
                return;
            }
            PhonePrefixMap map = new PhonePrefixMap();
            map.readExternal(in);
            for (String line : map.toString().split("\n")) {
                String state = stateOf(line.substring(line.indexOf('|') + 1));
                if (state != null) {
                    of.add(state);
                }
            }
        }
    }

    private static String stateOf(String place) {
        int comma = place.lastIndexOf(", ");
        String last = comma < 0 ? place : place.substring(comma + 2);
        if (NAMES.containsKey(last)) {
            return NAMES.get(last);
        }
        return NAMES.containsValue(last) ? last : null;
    }

    private static ObjectInputStream open(String path) throws Exception {
        InputStream in = AreaCodes.class.getResourceAsStream(PACKAGE + path);
        return in == null ? null : new ObjectInputStream(in);
    }

    private static final Map<String, String> NAMES = names("Alabama AL,Alaska AK,Arizona AZ,Arkansas AR,California CA,Colorado CO,"
            + "Connecticut CT,Delaware DE,Washington D.C. DC,Florida FL,Georgia GA,Hawaii HI,Idaho ID,Illinois IL,Indiana IN,Iowa IA,"
            + "Kansas KS,Kentucky KY,Louisiana LA,Maine ME,Maryland MD,Massachusetts MA,Michigan MI,Minnesota MN,Mississippi MS,"
            + "Missouri MO,Montana MT,Nebraska NE,Nevada NV,New Hampshire NH,New Jersey NJ,New Mexico NM,New York NY,North Carolina NC,"
            + "North Dakota ND,Ohio OH,Oklahoma OK,Oregon OR,Pennsylvania PA,Rhode Island RI,South Carolina SC,South Dakota SD,"
            + "Tennessee TN,Texas TX,Utah UT,Vermont VT,Virginia VA,Washington State WA,West Virginia WV,Wisconsin WI,Wyoming WY,"
            + "Philadelphia PA,Chicago IL,Los Angeles CA");

    private static Map<String, String> names(String list) {
        Map<String, String> names = new TreeMap<>();
        for (String entry : list.split(",")) {
            names.put(entry.substring(0, entry.length() - 3), entry.substring(entry.length() - 2).toUpperCase(Locale.ROOT));
        }
        return names;
    }
}
