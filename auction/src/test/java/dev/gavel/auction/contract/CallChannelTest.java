package dev.gavel.auction.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.lead.Consent.Channel;
import dev.gavel.testkit.Property;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CallChannelTest {

    private static final Map<CallChannel, Set<Channel>> COVERED_BY = Map.of(
            CallChannel.CALL, Set.of(Channel.CALL, Channel.AUTODIALED_CALL),
            CallChannel.AUTODIALED, Set.of(Channel.AUTODIALED_CALL),
            CallChannel.PRERECORDED, Set.of(Channel.PRERECORDED),
            CallChannel.TEXT, Set.of(Channel.SMS));

    private static Consent.Capture capture(Set<Channel> channels) {
        return new Consent.Capture(Consent.Method.NOT_SENT, channels, null);
    }

    @Test
    void whatAConsentCoversIsWhatItNames() {
        Property.forAll(2_000, random -> {
            Set<Channel> channels = EnumSet.noneOf(Channel.class);
            EnumSet.complementOf(EnumSet.of(Channel.UNREADABLE)).forEach(channel -> {
                if (random.nextBoolean()) {
                    channels.add(channel);
                }
            });
            Set<CallChannel> ways = EnumSet.of(CallChannel.CALL);
            CallChannel.ALL.forEach(way -> {
                if (random.nextBoolean()) {
                    ways.add(way);
                }
            });

            Set<CallChannel> covered = CallChannel.covered(ways, capture(channels));

            assertThat(covered)
                    .isEqualTo(
                            channels.isEmpty()
                                    ? ways
                                    : ways.stream()
                                            .filter(way ->
                                                    COVERED_BY.get(way).stream().anyMatch(channels::contains))
                                            .collect(Collectors.toSet()));
        });
    }

    @Test
    void whatIsSaidUnreadablyNarrowsNothing() {
        assertThat(CallChannel.covered(CallChannel.ALL, capture(Set.of(Channel.SMS, Channel.UNREADABLE))))
                .isSameAs(CallChannel.ALL);
    }
}
