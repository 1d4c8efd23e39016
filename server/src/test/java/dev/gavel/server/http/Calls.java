package dev.gavel.server.http;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;

/** Calls as the door makes them, for tests of what stands behind it. */
public final class Calls {

    public static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private Calls() {}

    /** A call from an address of documentation, at the beginning of time. */
    public static Call of(String method, String pathAndQuery, byte[] body, String... namesAndValues) {
        return from("192.0.2.15", 0, method, pathAndQuery, body, namesAndValues);
    }

    public static Call of(String method, String pathAndQuery, String body, String... namesAndValues) {
        return of(method, pathAndQuery, body.getBytes(StandardCharsets.UTF_8), namesAndValues);
    }

    /** A call without a body. */
    public static Call get(String pathAndQuery, String... namesAndValues) {
        return of("GET", pathAndQuery, new byte[0], namesAndValues);
    }

    /** A call from an address at a moment. */
    public static Call from(
            String address, long atNanos, String method, String pathAndQuery, byte[] body, String... namesAndValues) {
        HttpHeaders headers = new DefaultHttpHeaders();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        int question = pathAndQuery.indexOf('?');
        String path = question < 0 ? pathAndQuery : pathAndQuery.substring(0, question);
        String query = question < 0 ? "" : pathAndQuery.substring(question + 1);
        return new Call(method, path, query, headers, address, body, TRACE, atNanos);
    }
}
