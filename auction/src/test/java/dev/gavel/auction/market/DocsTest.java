package dev.gavel.auction.market;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.contract.BuiltIn;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.Vertical;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What the documents say is what the code does. */
class DocsTest {

    private static final Path DOCS = Path.of("../docs");
    private static final String FENCE = "```yaml\n";

    @Test
    void theFieldTablesAreUpToDate() throws IOException {
        String tables = tables();
        assertThat(Files.readString(DOCS.resolve("verticals.md")))
                .as("docs/verticals.md must end with:%n%s", tables)
                .endsWith(tables);
    }

    @Test
    void theMarketExampleIsGood() throws IOException {
        Markets.good(example("MARKET.md"));
    }

    @Test
    void theVerticalExampleIsGood() throws IOException {
        assertThat(VerticalFile.read(example("verticals.md"))).isInstanceOf(VerticalReading.Accepted.class);
    }

    @Test
    void theMarketDocumentNamesEveryBuiltIn() throws IOException {
        assertThat(Files.readString(DOCS.resolve("MARKET.md")))
                .contains(BuiltIn.wireNames().stream()
                        .map(name -> "`" + name + "`")
                        .toList());
    }

    private static String example(String document) throws IOException {
        String text = Files.readString(DOCS.resolve(document));
        int start = text.indexOf(FENCE) + FENCE.length();
        return text.substring(start, text.indexOf("```", start));
    }

    private static String tables() {
        StringBuilder text = new StringBuilder("## The contact block\n\n");
        appendTable(text, Contact.FIELDS);
        for (Vertical vertical : Verticals.standard().values()) {
            text.append("\n## ").append(vertical.name()).append("\n\n");
            appendTable(text, vertical.fields().subList(Contact.FIELDS.size(), vertical.size()));
        }
        return text.toString();
    }

    private static void appendTable(StringBuilder text, List<Field> fields) {
        text.append("| field | type | class | required | locked | values |\n|---|---|---|---|---|---|\n");
        for (Field field : fields) {
            text.append("| `").append(field.name()).append("` | ");
            text.append(field.type().name().toLowerCase(Locale.ROOT)).append(" | ");
            text.append(field.dataClass().name().toLowerCase(Locale.ROOT)).append(" | ");
            text.append(
                            field.requiredFrom() == null
                                    ? ""
                                    : field.requiredFrom().name().toLowerCase(Locale.ROOT))
                    .append(" | ");
            text.append(field.locked() ? "yes" : "").append(" | ");
            text.append(FilterReader.expected(field)).append(" |\n");
        }
    }
}
