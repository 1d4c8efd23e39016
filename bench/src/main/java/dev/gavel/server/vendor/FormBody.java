package dev.gavel.server.vendor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Map;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A submission in JSON as the form that says the same. */
final class FormBody {

    private FormBody() {}

    static byte[] of(byte[] json) {
        StringJoiner form = new StringJoiner("&");
        append(form, "", JsonMapper.builder().build().readTree(json));
        return form.toString().getBytes(UTF_8);
    }

    private static void append(StringJoiner form, String prefix, JsonNode object) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String name = prefix + member.getKey();
            if (member.getValue().isObject()) {
                append(form, name + ".", member.getValue());
            } else if (member.getValue().isArray()) {
                member.getValue().forEach(value -> add(form, name, value));
            } else {
                add(form, name, member.getValue());
            }
        }
    }

    private static void add(StringJoiner form, String name, JsonNode value) {
        form.add(URLEncoder.encode(name, UTF_8) + "=" + URLEncoder.encode(value.asString(), UTF_8));
    }
}
