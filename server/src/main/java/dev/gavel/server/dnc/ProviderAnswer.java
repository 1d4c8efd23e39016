package dev.gavel.server.dnc;

import dev.gavel.auction.contract.DncProvider.ResponseMapping;
import dev.gavel.auction.lead.Phone;
import dev.gavel.gates.DncRegister;
import dev.gavel.gates.DncScrub;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a provider's answers. What is not wholly understood is no answer: a text that the mapping does not know, a day that cannot be read,
 * another number than the one that was asked for.
 *
 * <p>Thread safety: immutable.
 */
final class ProviderAnswer {

    /** Longer answers are not read. */
    static final int MOST_BYTES = 16 * 1024;

    private static final int MOST_DEPTH = 16;
    private static final int DATE_LENGTH = 10;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MOST_DEPTH)
                            .maxDocumentLength(MOST_BYTES)
                            .build())
                    .build())
            .build();

    private final ResponseMapping mapping;
    private final Map<String, Integer> textToFlag = new HashMap<>();

    ProviderAnswer(ResponseMapping mapping) {
        this.mapping = mapping;
        know(mapping.clear(), 0);
        know(mapping.federal(), DncRegister.LISTED_FEDERAL);
        know(mapping.state(), DncRegister.LISTED_STATE);
        know(mapping.internal(), DncRegister.LISTED_INTERNAL);
    }

    private void know(Set<String> texts, int flag) {
        texts.forEach(text -> textToFlag.put(text.toLowerCase(Locale.ROOT), flag));
    }

    /**
     * What an answer says.
     *
     * @param today in UTC, as days since 1970
     * @return null when it says nothing that can be relied on
     */
    @Nullable
    DncScrub read(byte[] body, int length, long phone, long today) {
        try {
            JsonNode answer = JSON.readTree(body, 0, length);
            if (!answer.isObject() || !isAbout(answer, phone)) {
                return null;
            }
            int listed = listed(at(answer, mapping.lists()));
            Long day = day(answer, today);
            return listed < 0 || day == null ? null : DncScrub.answered(listed, day);
        } catch (JacksonException _) {
            return null;
        }
    }

    private boolean isAbout(JsonNode answer, long phone) {
        if (mapping.phone() == null) {
            return true;
        }
        JsonNode said = at(answer, mapping.phone());
        return said.isValueNode() && !said.isNull() && Phone.parse(said.asString()) == phone;
    }

    /** Flags, or -1. */
    private int listed(JsonNode said) {
        if (!said.isArray()) {
            return flag(said);
        }
        int flags = 0;
        for (JsonNode one : said) {
            int flag = flag(one);
            if (flag < 0) {
                return -1;
            }
            flags |= flag;
        }
        return flags;
    }

    private int flag(JsonNode said) {
        if (!said.isValueNode() || said.isNull()) {
            return -1;
        }
        return textToFlag.getOrDefault(said.asString().toLowerCase(Locale.ROOT), -1);
    }

    private @Nullable Long day(JsonNode answer, long today) {
        if (mapping.asOf() == null) {
            return today;
        }
        JsonNode said = at(answer, mapping.asOf());
        if (!said.isString() || said.asString().length() < DATE_LENGTH) {
            return null;
        }
        try {
            return LocalDate.parse(said.asString().substring(0, DATE_LENGTH)).toEpochDay();
        } catch (DateTimeException _) {
            return null;
        }
    }

    private static JsonNode at(JsonNode answer, String path) {
        JsonNode node = answer;
        for (String step : path.split("\\.", -1)) {
            node = node.path(step);
        }
        return node;
    }
}
