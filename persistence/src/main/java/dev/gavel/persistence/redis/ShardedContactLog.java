package dev.gavel.persistence.redis;

import dev.gavel.gates.ContactLog;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The contacts of a cluster: each call goes to the server that has its tenant. Thread safety: any thread. */
final class ShardedContactLog implements ContactLog {

    private final RedisShards shards;

    ShardedContactLog(RedisShards shards) {
        this.shards = shards;
    }

    @Override
    public CompletionStage<Admission> admit(Contact contact) {
        return ShardedCapLedger.asked(
                () -> shards.of(contact.tenant()).contacts().admit(contact));
    }

    @Override
    public CompletionStage<Void> forget(String tenant, List<String> consumerKeys, String pingId, String contract) {
        return ShardedCapLedger.asked(
                () -> shards.of(tenant).contacts().forget(tenant, consumerKeys, pingId, contract));
    }
}
