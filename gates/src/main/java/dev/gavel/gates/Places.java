package dev.gavel.gates;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.lead.Zip;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * In which time zones and states ZIP codes and area codes lie. A code that spans several has all of them; a code that is not known has
 * none. Sets are bit masks: of the positions in {@link #zones}, and of {@link dev.gavel.auction.lead.UsState} ordinals.
 *
 * <p>Thread safety: immutable.
 */
public final class Places {

    /** What an unknown code has: no zone and no state. */
    public static final Place NOWHERE = new Place(0, 0);

    private static final int AREA_CODES = 1_000;

    private final List<ZoneId> zones;
    private final Place[] places;
    private final short[] zipToPlace;
    private final short[] areaCodeToPlace;

    private Places(List<ZoneId> zones, Place[] places, short[] zipToPlace, short[] areaCodeToPlace) {
        this.zones = zones;
        this.places = places;
        this.zipToPlace = zipToPlace;
        this.areaCodeToPlace = areaCodeToPlace;
    }

    /**
     * Where something may be.
     *
     * @param zones positions in {@link Places#zones} as bits
     * @param states ordinals of states as bits; none outside the United States
     */
    public record Place(long zones, long states) {}

    /** Every zone that occurs, at most 64. */
    public List<ZoneId> zones() {
        return zones;
    }

    /** Where a ZIP, 0 to 99,999, lies. */
    public Place ofZip(int zip) {
        return places[zipToPlace[zip]];
    }

    /** Where the numbers of an area code, 0 to 999, were given out. */
    public Place ofAreaCode(int areaCode) {
        return places[areaCodeToPlace[areaCode]];
    }

    /** The names of a place's zones, in the order of {@link #zones}. For explanations and tests. */
    public List<String> zoneNames(Place place) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < zones.size(); i++) {
            if ((place.zones() >>> i & 1) != 0) {
                names.add(zones.get(i).getId());
            }
        }
        return names;
    }

    /** Collects codes. Confined to one thread. */
    static final class Builder {

        private final List<ZoneId> zones = new ArrayList<>();
        private final List<Place> places = new ArrayList<>(List.of(NOWHERE));
        private final Map<Place, Short> placeToNumber = new HashMap<>();
        private final short[] zipToPlace = new short[Zip.COUNT];
        private final short[] areaCodeToPlace = new short[AREA_CODES];

        /** Adds the ZIPs from {@code first} to {@code last}. */
        Builder addZips(int first, int last, List<ZoneId> in, long states) {
            short number = number(new Place(mask(in), states));
            for (int zip = first; zip <= last; zip++) {
                if (zipToPlace[zip] != 0) {
                    throw new IllegalArgumentException("zip: " + Zip.format(zip) + " is there twice");
                }
                zipToPlace[zip] = number;
            }
            return this;
        }

        Builder addAreaCode(int areaCode, List<ZoneId> in, long states) {
            if (areaCodeToPlace[areaCode] != 0) {
                throw new IllegalArgumentException("areaCode: " + areaCode + " is there twice");
            }
            areaCodeToPlace[areaCode] = number(new Place(mask(in), states));
            return this;
        }

        Places build() {
            return new Places(
                    List.copyOf(zones), places.toArray(Place[]::new), zipToPlace.clone(), areaCodeToPlace.clone());
        }

        private short number(Place place) {
            return requireNonNull(placeToNumber.computeIfAbsent(place, added -> {
                places.add(added);
                return (short) (places.size() - 1);
            }));
        }

        private long mask(List<ZoneId> in) {
            long mask = 0;
            for (ZoneId zone : in) {
                int position = zones.indexOf(zone);
                if (position < 0) {
                    position = zones.size();
                    zones.add(zone);
                }
                if (position >= Long.SIZE) {
                    throw new IllegalArgumentException("zones: more than " + Long.SIZE);
                }
                mask |= 1L << position;
            }
            return mask;
        }
    }
}
