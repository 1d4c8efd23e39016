package dev.gavel.server.buyer.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AddressGuardTest {

    @ParameterizedTest
    @CsvSource({
        "169.254.169.254, true",
        "fe80::1, true",
        "fd00:ec2::254, true",
        "0.0.0.0, true",
        "::, true",
        "224.0.0.1, true",
        "ff02::1, true",
        "255.255.255.255, true",
        "::ffff:169.254.169.254, true",
        "127.0.0.1, false",
        "10.1.2.3, false",
        "192.0.2.7, false",
        "2001:db8::1, false"
    })
    void addressesWhereNoBuyerIsAreRefused(String address, boolean refused) throws Exception {
        assertThat(AddressGuard.refuses(new InetSocketAddress(InetAddress.getByName(address), 443)))
                .isEqualTo(refused);
    }
}
