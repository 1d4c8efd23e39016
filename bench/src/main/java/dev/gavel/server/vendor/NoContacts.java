package dev.gavel.server.vendor;

import dev.gavel.gates.ContactLog;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A contact log that admits everybody: pings are measured, and only posts ask it. */
final class NoContacts implements ContactLog {

    @Override
    public CompletionStage<Admission> admit(Contact contact) {
        return CompletableFuture.completedFuture(Admission.NOTED);
    }

    @Override
    public CompletionStage<Void> forget(String tenant, List<String> consumerKeys, String pingId, String contract) {
        return CompletableFuture.completedFuture(null);
    }
}
