package dev.gavel.gates;

/** Why a number on the national registry may be called by one buyer all the same. */
public enum DncExemption {
    /** Evidenced written consent that names the buyer. */
    WRITTEN_CONSENT,
    /** A purchase from the buyer within 18 months. */
    PURCHASE,
    /** An inquiry to the buyer within 3 months. */
    INQUIRY
}
