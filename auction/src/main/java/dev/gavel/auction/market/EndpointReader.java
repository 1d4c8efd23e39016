package dev.gavel.auction.market;

import dev.gavel.auction.contract.Endpoint;
import dev.gavel.auction.contract.Endpoint.Protocol;
import dev.gavel.auction.contract.Endpoint.ResponseMapping;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads a buyer's endpoints. Which names a request may use depends on who uses the endpoint: see {@link TemplateCheck}. */
final class EndpointReader {

    private static final int CONCURRENT = 100;
    private static final int PER_SECOND = 1_000;
    private static final int MOST_CALLS = 100_000;
    private static final int MOST_NUMBER_LENGTH = 18;
    private static final int MOST_URL = 2_000;
    private static final int MOST_HEADER = 4_000;
    private static final String SECRET = "secret:";
    private static final Set<String> HTTP = Set.of("http", "https");
    private static final Set<String> HTTP_OR_STREAM = Set.of("http", "https", "ws", "wss");

    /** Headers that Gavel sets itself. */
    private static final Set<String> OWN_HEADERS = Set.of(
            "host",
            "connection",
            "content-length",
            "content-type",
            "transfer-encoding",
            "te",
            "upgrade",
            "trailer",
            "expect",
            "accept-encoding",
            "idempotency-key",
            "traceparent",
            "tracestate",
            "origin",
            "sec-websocket-key",
            "sec-websocket-version",
            "sec-websocket-protocol",
            "sec-websocket-extensions");

    private EndpointReader() {}

    static Endpoint read(String id, Item item) {
        Section section = item.section("an endpoint");
        Item address = section.required("url");
        String url = readUrl(address, HTTP_OR_STREAM);
        boolean stream = url.regionMatches(true, 0, "ws", 0, 2);
        Protocol protocol = stream
                ? Protocol.STREAM
                : section.optional("http").map(EndpointReader::readVersion).orElse(Protocol.HTTP_1);
        String secret = stream
                ? section.optional("secret").map(EndpointReader::readSecretName).orElse(null)
                : null;
        Map<String, String> headers =
                section.optional("headers").map(EndpointReader::readHeaders).orElse(Map.of());
        Duration timeout = section.required("timeout").duration(Duration.ofMillis(1), Duration.ofMinutes(1));
        Optional<Section> limits =
                section.optional("limits").map(map -> map.section("{concurrent: 100, per_second: 1000}"));
        int concurrent = limits.flatMap(map -> map.optional("concurrent"))
                .map(EndpointReader::readCalls)
                .orElse(CONCURRENT);
        int perSecond = limits.flatMap(map -> map.optional("per_second"))
                .map(EndpointReader::readCalls)
                .orElse(PER_SECOND);
        limits.ifPresent(Section::close);
        Map<String, Object> request = readRequest(section.required("request"));
        ResponseMapping response = readResponse(section.required("response"));
        section.close();
        return new Endpoint(id, url, headers, request, response, timeout, concurrent, perSecond, protocol, secret);
    }

    private static Protocol readVersion(Item item) {
        return item.whole(1, 2) == 2 ? Protocol.HTTP_2 : Protocol.HTTP_1;
    }

    static int readCalls(Item item) {
        return (int) item.whole(1, MOST_CALLS);
    }

    /** The text is not quoted in problems: addresses may carry keys. */
    static String readUrl(Item item) {
        return readUrl(item, HTTP);
    }

    private static String readUrl(Item item, Set<String> schemes) {
        String text =
                item.text("an address such as https://buyer.example.com/bid").strip();
        if (!text.isEmpty() && !isUrl(text, schemes)) {
            item.problem("is not an absolute " + (schemes.equals(HTTP) ? "http or https" : "http, https, ws or wss")
                    + " address with a host, without user or fragment");
        }
        return text;
    }

    private static boolean isUrl(String text, Set<String> schemes) {
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme();
            return text.length() <= MOST_URL
                    && scheme != null
                    && schemes.contains(scheme.toLowerCase(Locale.ROOT))
                    && uri.getHost() != null
                    && uri.getPort() <= 65_535
                    && uri.getPort() != 0
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException _) {
            return false;
        }
    }

    static Map<String, String> readHeaders(Item item) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Map.Entry<String, Item> entry : item.entries("a map of headers")) {
            String name = entry.getKey();
            Item value = entry.getValue();
            if (name.isEmpty() || name.length() > 100 || !name.chars().allMatch(EndpointReader::isTokenCharacter)) {
                value.problem("is not the name of a header");
            } else if (isOwn(name.toLowerCase(Locale.ROOT))) {
                value.problem("is a header that Gavel sets itself");
            }
            if (headers.put(name, readHeaderValue(value)) != null) {
                value.problem("is there twice (case does not count)");
            }
        }
        return new LinkedHashMap<>(headers);
    }

    private static boolean isOwn(String name) {
        return OWN_HEADERS.contains(name) || name.startsWith("gavel-");
    }

    /** RFC 9110, section 5.6.2. */
    private static boolean isTokenCharacter(int c) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    /** The value is not quoted in problems: it may be a secret. */
    private static String readHeaderValue(Item item) {
        if (!(item.node() instanceof Node.Scalar(int _, Node.Scalar.Type _, String text))) {
            return item.text("a text");
        }
        if (text.length() > MOST_HEADER || text.chars().anyMatch(c -> c < ' ' || c > '~')) {
            item.problem("has characters that a header cannot have, or is too long");
        }
        Template template = Template.parse(text);
        if (template == null || !template.names().stream().allMatch(EndpointReader::isSecret)) {
            item.problem("has a ${...} that is not a secret (expected: ${secret:NAME} with a name of A-Z, 0-9 and _)");
        }
        return text;
    }

    private static boolean isSecret(String name) {
        return name.startsWith(SECRET) && isSecretName(name.substring(SECRET.length()));
    }

    /** The name of a secret, which stands in the node's environment. */
    static String readSecretName(Item item) {
        String name = item.text("the name of a secret such as BEACON_SIGNING");
        if (!name.isEmpty() && !isSecretName(name)) {
            item.problem("is not the name of a secret (expected: 1 to 64 of A-Z, 0-9 and _)");
        }
        return name;
    }

    private static boolean isSecretName(String secret) {
        return !secret.isEmpty()
                && secret.length() <= 64
                && secret.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_');
    }

    private static Map<String, Object> readRequest(Item item) {
        Map<String, Object> request = readMap(item);
        if (request.isEmpty() && item.node() instanceof Node.Mapping) {
            item.problem("is an empty map (expected: the JSON to send)");
        }
        return request;
    }

    private static Map<String, Object> readMap(Item item) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (Map.Entry<String, Item> entry : item.entries("a map: the JSON to send")) {
            if (entry.getKey().contains(Template.OPEN)) {
                entry.getValue().problem("keys are not templates");
            }
            map.put(entry.getKey(), readValue(entry.getValue()));
        }
        return map;
    }

    private static Object readValue(Item item) {
        return switch (item.node()) {
            case Node.Mapping _ -> readMap(item);
            case Node.Sequence sequence -> {
                List<Object> list = new ArrayList<>();
                for (int i = 0; i < sequence.nodes().size(); i++) {
                    list.add(
                            readValue(new Item(sequence.nodes().get(i), item.path() + "[" + i + "]", item.problems())));
                }
                yield list;
            }
            case Node.Scalar scalar -> readScalar(item, scalar);
            case Node.Empty _ -> {
                item.problem("has no value (expected: \"\" for an empty text, or no such key)");
                yield "";
            }
            case Node.Broken _ -> "";
        };
    }

    private static Object readScalar(Item item, Node.Scalar scalar) {
        return switch (scalar.type()) {
            case TEXT -> scalar.text();
            case BOOLEAN -> Boolean.valueOf(scalar.text());
            case NUMBER -> {
                boolean plain = scalar.text().length() <= MOST_NUMBER_LENGTH
                        && scalar.text().chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.' || c == '-');
                if (!plain) {
                    item.problem(Problems.quote(scalar.text())
                            + " is not a plain number (expected: in quotes when a text is meant)");
                    yield "";
                }
                yield scalar.text().indexOf('.') >= 0
                        ? new BigDecimal(scalar.text())
                        : (Object) Long.valueOf(scalar.text());
            }
        };
    }

    private static ResponseMapping readResponse(Item item) {
        Section section = item.section("a map with status, accepted and rejected");
        Map<String, String> folded = new HashMap<>();
        ResponseMapping mapping = new ResponseMapping(
                readPath(section.required("status")),
                readAnswers(section.required("accepted"), folded),
                readAnswers(section.required("rejected"), folded),
                section.optional("price").map(EndpointReader::readPath).orElse(null),
                section.optional("reason").map(EndpointReader::readPath).orElse(null),
                section.optional("reference").map(EndpointReader::readPath).orElse(null));
        section.close();
        return mapping;
    }

    static String readPath(Item item) {
        String path = item.text("a path such as result.price");
        boolean good = path.length() <= 200;
        for (String step : path.split("\\.", -1)) {
            good &= !step.isEmpty()
                    && step.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '@');
        }
        if (!path.isEmpty() && !good) {
            item.problem(
                    Problems.quote(path) + " is not a path (expected: names with dots between, such as result.price)");
        }
        return path;
    }

    static Set<String> readAnswers(Item item, Map<String, String> folded) {
        Set<String> answers = new LinkedHashSet<>();
        for (Item answer : item.items("answers")) {
            String text = answer.line("a text, number or boolean of the answer");
            String earlier = text.isEmpty() ? null : folded.putIfAbsent(text.toLowerCase(Locale.ROOT), answer.path());
            if (earlier != null) {
                answer.problem(Problems.quote(text) + " is there twice (case does not count; first: " + earlier + ")");
            }
            answers.add(text);
        }
        return answers;
    }
}
