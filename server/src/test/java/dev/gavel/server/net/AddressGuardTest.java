package dev.gavel.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {

    private final AddressGuard open = new AddressGuard(true);
    private final AddressGuard closed = new AddressGuard(false);

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.7", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2001:db8::1", "2606:4700::1111"})
    void addressesOfTheInternetAreReached(String address) throws Exception {
        assertThat(closed.allows(InetAddress.getByName(address))).isTrue();
        assertThat(open.allows(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.9.9.9",
                "10.0.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "100.64.0.1",
                "::1",
                "fd00::1",
                "::ffff:10.0.0.1"
            })
    void privateAddressesOnlyWhereThatWasAllowed(String address) throws Exception {
        assertThat(closed.allows(InetAddress.getByName(address))).isFalse();
        assertThat(open.allows(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "0.0.0.0",
                "0.1.2.3",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "fe80::1",
                "fd00:ec2::254",
                "ff02::1",
                "::",
                "::7f00:1",
                "64:ff9b::a9fe:a9fe",
                "2002:a9fe:a9fe::1"
            })
    void linkLocalAndCarriedAddressesNever(String address) throws Exception {
        assertThat(closed.allows(InetAddress.getByName(address))).isFalse();
        assertThat(open.allows(InetAddress.getByName(address))).isFalse();
    }
}
