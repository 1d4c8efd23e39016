package dev.gavel.server.admin;

/**
 * The control plane's parts.
 *
 * @param watch runs beside
 */
public record AdminDesk(
        ReturnsApi returns,
        AccountsApi accounts,
        DeliveriesApi deliveries,
        WebhooksApi webhooks,
        HoldsApi holds,
        AccountWatch watch) {}
