package dev.gavel.bench.scrape;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@code /metrics} says at one moment, in the text format of Prometheus. Counters only grow, so that the difference of two scrapes is what one
 * phase did, whatever came before.
 *
 * <p>Thread safety: immutable.
 */
public final class Scrape {

    private final Map<String, Double> seriesToValue;

    private Scrape(Map<String, Double> seriesToValue) {
        this.seriesToValue = seriesToValue;
    }

    /** Asks a node on the loopback; blocks. */
    public static Scrape of(int port) throws IOException {
        HttpRequest ask = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return parse(client.send(ask, HttpResponse.BodyHandlers.ofString()).body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Reads the text. Lines that are no series are left out. */
    public static Scrape parse(String text) {
        Map<String, Double> values = new TreeMap<>();
        for (String line : text.lines().toList()) {
            int end = line.startsWith("#") ? -1 : line.lastIndexOf(' ');
            if (end > 0) {
                values.put(line.substring(0, end), Double.parseDouble(line.substring(end + 1)));
            }
        }
        return new Scrape(values);
    }

    /** The sum of all series of that name whose labels have all of those that {@code labels} lists, as {@code name="value"}; 0 when there is none. */
    public double sum(String name, String... labels) {
        double sum = 0;
        for (Map.Entry<String, Double> series : seriesToValue.entrySet()) {
            if (isNamed(series.getKey(), name) && hasAll(series.getKey(), labels)) {
                sum += series.getValue();
            }
        }
        return sum;
    }

    /** A histogram's buckets since {@code before}, added over its labels. */
    public Buckets histogramSince(Scrape before, String name) {
        TreeMap<Double, Long> upperToCount = new TreeMap<>();
        addBuckets(upperToCount, name, 1);
        before.addBuckets(upperToCount, name, -1);
        return Buckets.cumulative(upperToCount);
    }

    private void addBuckets(Map<Double, Long> upperToCount, String name, int sign) {
        for (Map.Entry<String, Double> series : seriesToValue.entrySet()) {
            String text = series.getKey();
            int le = text.indexOf("le=\"");
            if (isNamed(text, name + "_bucket") && le > 0) {
                String upper = text.substring(le + 4, text.indexOf('"', le + 4));
                double seconds = upper.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(upper);
                upperToCount.merge(seconds, sign * Math.round(series.getValue()), Long::sum);
            }
        }
    }

    private static boolean isNamed(String series, String name) {
        return series.startsWith(name) && (series.length() == name.length() || series.charAt(name.length()) == '{');
    }

    private static boolean hasAll(String series, String... labels) {
        for (String label : labels) {
            if (!series.contains(label)) {
                return false;
            }
        }
        return true;
    }
}
