package dev.gavel.persistence.dnc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gavel.testkit.Bounded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Tag;

/**
 * Files of do-not-call numbers: any bytes, plain and as an archive. No line is lost and none is made up; a number that is read stands in its line; an
 * archive is read or refused.
 */
@Tag("fuzz")
class NumberFilesFuzzTest {

    @FuzzTest(maxDuration = "50s")
    void everyLineIsAccountedFor(byte[] input) throws Exception {
        Bounded.run(input.length, () -> {
            plain(input);
            packed(input, ".gz");
            packed(input, ".zip");
        });
    }

    private static void plain(byte[] input) throws IOException {
        List<String> expected = new ArrayList<>(List.of(new String(input, ISO_8859_1).split("\n", -1)));
        if (expected.getLast().isEmpty()) {
            expected.removeLast();
        }
        NumberLine parsed = new NumberLine();
        int count = 0;
        Path file = write(input, ".txt");
        try (NumberLines lines = NumberLines.open(file)) {
            while (lines.next()) {
                String line = expected.get(count++);
                assertThat(lines.isTooLong()).isEqualTo(line.length() > NumberLines.MOST_LINE_BYTES);
                if (!lines.isTooLong()) {
                    assertThat(new String(lines.buffer(), lines.from(), lines.to() - lines.from(), ISO_8859_1))
                            .isEqualTo(line);
                    number(parsed, lines, line);
                }
            }
        } finally {
            Files.delete(file);
        }
        assertThat(count).isEqualTo(expected.size());
    }

    private static void number(NumberLine parsed, NumberLines lines, String line) {
        NumberLine.Kind kind = parsed.read(lines.buffer(), lines.from(), lines.to());
        switch (kind) {
            case NUMBER, ADDED, DELETED -> {
                String digits = line.replaceAll("[^0-9]", "");
                assertThat(digits).contains(Long.toString(parsed.phone()));
                assertThat(parsed.phone()).isBetween(2_000_000_000L, 9_999_999_999L);
            }
            case BLANK ->
                assertThat(line.replaceAll("[ \"()\\-.+\\r,;|\\t]", "")).isEmpty();
            case IMPOSSIBLE, BAD -> assertThat(line).isNotBlank();
        }
    }

    private static void packed(byte[] input, String ending) throws IOException {
        Path file = write(input, ending);
        try (NumberLines lines = NumberLines.open(file)) {
            for (int i = 0; i < 10_000 && lines.next(); i++) {
                assertThat(lines.to()).isGreaterThanOrEqualTo(lines.from());
            }
        } catch (ZipException refused) {
            assertThat(refused).hasMessageNotContaining("\n");
        } catch (IOException refused) {
            assertThat(refused).isInstanceOf(IOException.class);
        } finally {
            Files.delete(file);
        }
    }

    private static Path write(byte[] input, String ending) throws IOException {
        return Files.write(Files.createTempFile("numbers", ending), input);
    }
}
