package dev.gavel.persistence.postgres;

/** Who a message goes to. A vendor and a buyer may have the same id. */
public enum Party {
    VENDOR,
    BUYER
}
