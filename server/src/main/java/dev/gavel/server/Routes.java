package dev.gavel.server;

import dev.gavel.server.access.Access;
import dev.gavel.server.access.Idempotent;
import dev.gavel.server.access.Scope;
import dev.gavel.server.http.Document;
import dev.gavel.server.http.Router;
import dev.gavel.server.ops.Health;
import dev.gavel.server.ops.Meters;
import dev.gavel.server.vendor.ExplainApi;
import dev.gavel.server.vendor.VendorApi;

/** Every address of the server, and what stands behind it. */
final class Routes {

    private Routes() {}

    static Router of(
            VendorApi vendors, ExplainApi explain, Access access, Idempotent idempotent, Health health, Meters meters) {
        return Router.builder()
                .on("POST", "/api/ping", access.requiring(Scope.PING, idempotent.around(vendors::ping)))
                .on("POST", "/api/post", access.requiring(Scope.POST, idempotent.around(vendors::post)))
                .on("POST", "/api/full", access.requiring(Scope.POST, idempotent.around(vendors::full)))
                .on("GET", "/api/pings/", access.requiring(Scope.PING, vendors::status))
                .on("POST", "/api/gates/explain", access.requiring(Scope.REPORT, explain::submitted))
                .on("GET", "/api/gates/leads/", access.requiring(Scope.REPORT, explain::stored))
                .on("GET", "/api/openapi.yaml", new Document(Routes.class, "openapi.yaml", "application/yaml"))
                .on("GET", "/api/health", health::health)
                .on("GET", "/livez", health::live)
                .on("GET", "/readyz", health::ready)
                .on("GET", "/metrics", meters::page)
                .build();
    }
}
