package dev.gavel.persistence.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RedisAddressesTest {

    @Test
    void oneServerIsNoCluster() {
        RedisAddresses one = RedisAddresses.parse("rediss://:s@cret@cache.example.com:6380/0?timeout=1s");
        assertThat(one.isCluster()).isFalse();
        assertThat(one.servers()).containsExactly("cache.example.com:6380");
        assertThat(one.of("other:1")).isEqualTo("rediss://:s@cret@other:1/0?timeout=1s");
        assertThat(one).hasToString("RedisAddresses[cache.example.com:6380]");
    }

    @Test
    void severalServersAreOfACluster() {
        RedisAddresses some = RedisAddresses.parse("redis://user:secret@a:7001,b,c:7003");
        assertThat(some.isCluster()).isTrue();
        assertThat(some.servers()).containsExactly("a:7001", "b:6379", "c:7003");
        assertThat(some.of("b:6379")).isEqualTo("redis://user:secret@b:6379");
        assertThat(RedisAddresses.parse("redis://a,b").of("d:1")).isEqualTo("redis://d:1");
    }

    @Test
    void whatIsNoAddressIsRefusedWithoutShowingThePassword() {
        assertThatThrownBy(() -> RedisAddresses.parse("secret@a:7001")).hasMessageNotContaining("secret");
        assertThatThrownBy(() -> RedisAddresses.parse("redis://:secret@a,,b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }
}
