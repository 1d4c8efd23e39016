package dev.gavel.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;

/**
 * A request with places that vary. {@code {n}} becomes 16 hex digits that no other request has, {@code {now}} the time when the template
 * was prepared.
 *
 * @param head the request line and the headers without Content-Length, each with its line end, without the empty line
 * @param body the body
 */
public record RequestTemplate(String head, String body) {

    /** Becomes a number that no other request has. */
    public static final String NUMBER = "{n}";

    /** Becomes the time. */
    public static final String NOW = "{now}";

    /** A POST of JSON. Header values may hold placeholders too. */
    public static RequestTemplate post(String path, Map<String, String> headers, String body) {
        StringBuilder head = new StringBuilder(256)
                .append("POST ")
                .append(path)
                .append(" HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return new RequestTemplate(head.toString(), body);
    }

    /** The bytes to send; {@code now} in ISO 8601. */
    PreparedRequest prepare(String now) {
        String filledBody = body.replace(NOW, now);
        int placeholders = (filledBody.length() - filledBody.replace(NUMBER, "").length()) / NUMBER.length();
        int growth = placeholders * (PreparedRequest.DIGITS - NUMBER.length());
        int length = filledBody.getBytes(UTF_8).length + growth;
        return PreparedRequest.of(head.replace(NOW, now) + "Content-Length: " + length + "\r\n\r\n" + filledBody);
    }
}
