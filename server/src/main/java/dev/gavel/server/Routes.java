package dev.gavel.server;

import dev.gavel.server.access.Access;
import dev.gavel.server.access.Idempotent;
import dev.gavel.server.access.Scope;
import dev.gavel.server.http.Document;
import dev.gavel.server.http.Router;
import dev.gavel.server.ops.Health;
import dev.gavel.server.ops.Meters;
import dev.gavel.server.suppression.Suppressions;
import dev.gavel.server.vendor.VendorApi;

/** Every address of the server, and what stands behind it. */
final class Routes {

    private Routes() {}

    static Router of(
            VendorApi vendors,
            Suppressions suppressions,
            Access access,
            Idempotent idempotent,
            Health health,
            Meters meters) {
        return Router.builder()
                .on("POST", "/api/ping", access.requiring(Scope.PING, idempotent.around(vendors::ping)))
                .on("POST", "/api/post", access.requiring(Scope.POST, idempotent.around(vendors::post)))
                .on("POST", "/api/full", access.requiring(Scope.POST, idempotent.around(vendors::full)))
                .on("GET", "/api/pings/", access.requiring(Scope.PING, vendors::status))
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
                        access.requiring(Scope.ADMIN, idempotent.around(suppressions.api()::correct)))
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
