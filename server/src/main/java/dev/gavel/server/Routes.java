package dev.gavel.server;

import dev.gavel.server.access.Access;
import dev.gavel.server.access.Idempotent;
import dev.gavel.server.access.Scope;
import dev.gavel.server.admin.AccountsApi;
import dev.gavel.server.admin.AdminDesk;
import dev.gavel.server.admin.ReturnsApi;
import dev.gavel.server.http.Document;
import dev.gavel.server.http.Router;
import dev.gavel.server.ops.Health;
import dev.gavel.server.ops.Meters;
import dev.gavel.server.suppression.Suppressions;
import dev.gavel.server.vendor.ExplainApi;
import dev.gavel.server.vendor.VendorApi;
import java.util.Set;

/** Every address of the server, and what stands behind it. */
final class Routes {

    private Routes() {}

    private static final Set<Scope> RETURNS = Set.of(Scope.RETURN, Scope.REPORT, Scope.ADMIN);
    private static final Set<Scope> REPORTS = Set.of(Scope.REPORT, Scope.ADMIN);

    static Router of(
            VendorApi vendors,
            ExplainApi explain,
            AdminDesk admin,
            Suppressions suppressions,
            Access access,
            Idempotent idempotent,
            Health health,
            Meters meters) {
        ReturnsApi returns = admin.returns();
        AccountsApi accounts = admin.accounts();
        return Router.builder()
                .on("POST", "/api/ping", access.requiring(Scope.PING, idempotent.around(vendors::ping)))
                .on("POST", "/api/post", access.requiring(Scope.POST, idempotent.around(vendors::post)))
                .on("POST", "/api/full", access.requiring(Scope.POST, idempotent.around(vendors::full)))
                .on("GET", "/api/pings/", access.requiring(Scope.PING, vendors::status))
                .on("POST", "/api/gates/explain", access.requiring(Scope.REPORT, explain::submitted))
                .on("GET", "/api/gates/leads/", access.requiring(Scope.REPORT, explain::stored))
                .on(
                        "POST",
                        "/api/returns",
                        access.requiringOneOf(Set.of(Scope.RETURN, Scope.ADMIN), idempotent.around(returns::request)))
                .on("GET", "/api/returns", access.requiringOneOf(RETURNS, returns::list))
                .on("GET", "/api/returns/{id}", access.requiringOneOf(RETURNS, returns::show))
                .on("POST", "/api/returns/{id}/decision", access.operators(idempotent.around(returns::decide)))
                .on("GET", "/api/accounts", access.requiringOneOf(REPORTS, accounts::list))
                .on("GET", "/api/accounts/{kind}/{id}", access.requiringOneOf(REPORTS, accounts::show))
                .on("GET", "/api/accounts/{kind}/{id}/statement", access.requiringOneOf(REPORTS, accounts::statement))
                .on("GET", "/api/accounts/{kind}/{id}/statement.csv", access.requiringOneOf(REPORTS, accounts::csv))
                .on("POST", "/api/accounts/{kind}/{id}/entries", access.operators(idempotent.around(accounts::book)))
                .on("GET", "/api/deliveries", access.operators(admin.deliveries()::list))
                .on(
                        "POST",
                        "/api/deliveries/{id}/decision",
                        access.operators(idempotent.around(admin.deliveries()::decide)))
                .on("GET", "/api/webhooks", access.operators(admin.webhooks()::list))
                .on("GET", "/api/webhooks/{id}", access.operators(admin.webhooks()::show))
                .on("POST", "/api/webhooks/{id}/replay", access.operators(idempotent.around(admin.webhooks()::replay)))
                .on(
                        "POST",
                        "/api/webhooks/replay",
                        access.operators(idempotent.around(admin.webhooks()::replayAbandoned)))
                .on("GET", "/api/holds", access.operators(admin.holds()::list))
                .on("GET", "/api/holds/{id}", access.operators(admin.holds()::show))
                .on("GET", "/api/holds/{id}/lead", access.operators(admin.holds()::lead))
                .on("POST", "/api/holds/{id}/decision", access.operators(idempotent.around(admin.holds()::decide)))
                .on(
                        "POST",
                        "/api/suppressions",
                        access.requiring(Scope.SUPPRESS, idempotent.around(suppressions.api()::add)))
                .on("GET", "/api/suppressions/check", access.requiring(Scope.SUPPRESS, suppressions.api()::check))
                .on("POST", "/api/suppressions/check", access.requiring(Scope.SUPPRESS, suppressions.api()::checkBody))
                .on("GET", "/api/suppressions/lists", access.requiring(Scope.SUPPRESS, suppressions.api()::lists))
                .on(
                        "POST",
                        "/api/suppressions/corrections",
                        access.operators(idempotent.around(suppressions.api()::correct)))
                .on(
                        "POST",
                        "/api/revocations",
                        access.requiring(Scope.REVOKE, idempotent.around(suppressions.revocations()::revoke)))
                .on("GET", "/api/revocations", access.requiring(Scope.REVOKE, suppressions.revocations()::overdue))
                .on("GET", "/api/revocations/", access.requiring(Scope.REVOKE, suppressions.revocations()::status))
                .on(
                        "POST",
                        "/hooks/revocations/",
                        access.requiringInPath("/hooks/revocations/", Scope.REVOKE, suppressions.hook()::message))
                .on("POST", "/hooks/signed-revocations/", suppressions.signedHook()::message)
                .on("GET", "/api/buyer/revocations", access.requiring(Scope.BUYER, suppressions.buyers()::open))
                .on(
                        "POST",
                        "/api/buyer/revocations/",
                        access.requiring(Scope.BUYER, suppressions.buyers()::acknowledge))
                .on("GET", "/api/openapi.yaml", new Document(Routes.class, "openapi.yaml", "application/yaml"))
                .on("GET", "/api/health", health::health)
                .on("GET", "/livez", health::live)
                .on("GET", "/readyz", health::ready)
                .on("GET", "/metrics", meters::page)
                .build();
    }
}
