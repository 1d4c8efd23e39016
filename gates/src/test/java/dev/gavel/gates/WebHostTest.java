package dev.gavel.gates;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebHostTest {

    @ParameterizedTest
    @CsvSource({
        "https://a.example.com, a.example.com, true",
        "http://a.example.com/, a.example.com, true",
        "HTTPS://A.Example.COM/x?y#z, a.example.com, true",
        "https://a.example.com:8443/x, a.example.com, true",
        "https://a.example.com?x, a.example.com, true",
        "https://a.example.com#x, a.example.com, true",
        "https://a.example.com./x, a.example.com, true",
        "https://b.a.example.com/, a.example.com, false",
        "https://example.com/, a.example.com, false",
        "https://a.example.com.evil.net/, a.example.com, false",
        "https://evil.net/a.example.com, a.example.com, false",
        "https://evil.net?a.example.com, a.example.com, false",
        "https://b.a.example.com/, *.example.com, true",
        "https://a.example.com/, *.example.com, true",
        "https://example.com/, *.example.com, false",
        "https://badexample.com/, *.example.com, false",
        "https://-.example.com/, *.example.com, true"
    })
    void comparesWholeLabels(String url, String domain, boolean among) {
        assertThat(WebHost.isReadable(url)).isTrue();
        assertThat(WebHost.isAmong(List.of("first.example.net", domain), url)).isEqualTo(among);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https://",
                "https:///",
                "//a.example.com",
                "a.example.com",
                "ftp://a.example.com",
                "javascript:alert(1)",
                "https://user@a.example.com/",
                "https://a.example.com@evil.net/",
                "https://a.example.com:pw@evil.net/",
                "https://a.example.com\\@evil.net/",
                "https://a.example.com%2eevil.net/",
                "https://a_b.example.com/",
                "https://ä.example.com/",
                "https://a.example.com evil.net/",
                "https://.example.com/",
                "https://./",
                "https://[::1]/",
                " https://a.example.com/",
                "https:/a.example.com",
                "https://a.example.com:80x/",
                "https://a.example.com;evil.net/"
            })
    void doesNotReadWhatBrowsersMightReadInAnotherWay(String url) {
        assertThat(WebHost.isReadable(url)).as(url).isFalse();
        assertThat(WebHost.isAmong(List.of("a.example.com", "*.example.com"), url))
                .as(url)
                .isFalse();
    }

    @Test
    void noAddressCannotBeRead() {
        assertThat(WebHost.isReadable(null)).isFalse();
    }
}
