package dev.gavel.auction.contract;

/** Whether a contract wants a lead for itself or shares it. */
public enum SaleMode {
    EXCLUSIVE,
    SHARED
}
