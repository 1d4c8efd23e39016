package dev.gavel.auction.contract;

/** What vendors and buyers can be told of as it happens. */
public enum WebhookEvent {
    /** A leg was sold. */
    SALE,
    /** A vendor's lead or leg was not sold; a buyer's rejection was noted. */
    REJECT,
    /** A return of a sale was asked for, approved, denied, or has expired. */
    RETURN
}
