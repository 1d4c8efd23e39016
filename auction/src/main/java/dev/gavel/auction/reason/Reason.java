package dev.gavel.auction.reason;

/**
 * Why a ping or a post was not sold, or why a request was not decided: the one catalogue, each with a stable code, a name and a
 * sentence for the vendor. Codes are never reused or renumbered. Bands:
 *
 * <ul>
 *   <li>1000 fields
 *   <li>2000 consent, 2100 calling hours and contacts, 2200 suppression, 2300 duplicates and velocity, 2400 do not call,
 *       2900 held for review
 *   <li>3000 demand: contracts, prices, caps, funds
 *   <li>4000 the post: promise, delivery; 4100 returns of sales
 *   <li>5000 Gavel could not decide (HTTP 503)
 *   <li>6000 the request itself is wrong (HTTP 4xx)
 * </ul>
 *
 * Documented in {@code docs/reason-codes.md}; a test keeps both equal.
 */
public enum Reason {
    FIELD_MISSING(1001, "A required field is missing."),
    FIELD_INVALID(1002, "A field's value is not of its type or not allowed."),
    SENSITIVE_FIELD_IN_PING(1003, "A ping must not carry this field; send it with the post."),

    CONSENT_MISSING(2001, "No consent was sent with the lead."),
    CONSENT_TEXT_MISSING(2002, "The consent's text is missing."),
    CONSENT_TIME_UNKNOWN(2003, "The consent's time is missing or unreadable."),
    CONSENT_EXPIRED(2004, "The consent is older than allowed."),
    CONSENT_IN_FUTURE(2005, "The consent is dated in the future."),
    CONSENT_ORIGIN_MISSING(2006, "The consent's page address, IP address or user agent is missing."),
    CONSENT_LANGUAGE_MISSING(2007, "The consent's language is missing."),
    CONSENT_SELLER_NOT_NAMED(2008, "The consent does not name this buyer."),
    CONSENT_CERTIFICATE_MISSING(2009, "The vertical asks for a consent certificate and none was sent."),
    CONSENT_UNREADABLE(2010, "How the consent was given, or for which channels, cannot be read."),
    CONSENT_METHOD_REFUSED(2011, "Consent that was given in this way is not taken."),
    CONSENT_PART_MISSING(2012, "A part of the consent that the campaign asks for is missing."),
    CONSENT_CHANNEL_NOT_COVERED(2013, "The consent covers no way in which the consumer would be reached."),
    CONSENT_NAMES_NOBODY(2014, "The consent names no company, or only what stands for companies."),

    ZONE_UNKNOWN(2101, "The consumer's time zone cannot be told from ZIP and area code."),
    HOURS_RULES_STALE(2102, "The calling hours table is past its review date."),
    CALLING_HOURS_CLOSED(2103, "It is outside the calling hours where the consumer lives."),
    CALLING_HOLIDAY(2104, "It is a holiday on which the consumer may not be called."),
    HOLIDAYS_UNKNOWN(2105, "The proclaimed holidays of this year where the consumer lives are not known."),
    CAMPAIGN_CLOSED(2106, "The campaign does not sell at this time."),

    CONTACT_LIMITS_STALE(2110, "The table of contact limits is past its review date."),
    CONTACTS_UNKNOWN(2111, "How often the consumer was contacted lately could not be checked."),
    CONTACT_LIMIT_REACHED(2112, "The consumer may not be contacted again within 24 hours."),

    SUPPRESSED(2201, "The consumer is suppressed."),
    SUPPRESSION_UNKNOWN(2202, "The suppression list could not be asked."),
    IDENTITY_MISSING(2203, "Neither phone nor e-mail, nor a hash of one, was sent: suppression cannot be checked."),
    LITIGATOR_LIST_MISSING(2204, "The litigator list that this campaign asks for was never loaded."),
    LITIGATOR_LIST_STALE(2205, "The litigator list is older than this campaign allows."),
    DROP_LIST_MISSING(2206, "The list of deletion requests (DROP) that this campaign asks for was never loaded."),
    DROP_LIST_STALE(2207, "The list of deletion requests (DROP) is older than this campaign allows."),
    CONSENT_REVOKED(2208, "The consumer has revoked consent."),
    SALE_OPTED_OUT(2209, "The consumer has asked not to be sold."),
    DELETION_REQUESTED(2210, "The consumer has filed a deletion request (DROP)."),
    NO_SALE_YEAR(2211, "The consumer may not be sold for a year after a request to be removed."),
    INTERNAL_DNC(2212, "The consumer is on the tenant's own do-not-call list."),
    LITIGATOR(2213, "The consumer is on a list of litigators."),

    DUPLICATE(2301, "The same consumer was sold or is being sold in this campaign."),
    DUPLICATES_UNKNOWN(2302, "Earlier sales could not be checked."),
    VELOCITY_EXCEEDED(2303, "The same consumer was pinged too often in a short time."),
    ALREADY_SOLD_TO_BUYER(2304, "This buyer was sold the same consumer before."),
    PRIOR_SALES_UNKNOWN(2305, "Whether this buyer was sold the same consumer before could not be checked."),

    DNC_LISTED(2401, "The consumer's number is on the National Do Not Call Registry."),
    DNC_LISTED_BY_STATE(2402, "The consumer's number is on a state's do-not-call list."),
    DNC_LISTED_INTERNALLY(2403, "The consumer's number is on the tenant's own do-not-call list."),
    DNC_PHONE_MISSING(2404, "The number itself, not a hash of it, is needed to ask the do-not-call lists."),
    DNC_NO_SOURCE(2405, "The tenant has neither a do-not-call registry nor a provider, and has not acknowledged it."),
    DNC_LIST_MISSING(2406, "A do-not-call list of the tenant's could not be read on this node."),
    DNC_LIST_STALE(2407, "A do-not-call list or answer is older than 31 days."),
    DNC_AREA_CODE_NOT_COVERED(2408, "The tenant's do-not-call registry does not cover the number's area code."),
    DNC_PROVIDER_UNKNOWN(2409, "The do-not-call provider did not answer, or not understandably."),

    OPT_OUT_SIGNAL(
            2601, "The consumer's browser has opted out of the sale (GPC) and the state's law makes that binding."),
    OPT_OUT_SIGNAL_UNKNOWN(
            2602, "Whether the consumer's browser has opted out of the sale (GPC) was not sent or cannot be read."),
    OPT_OUT_RULES_STALE(2603, "The table of states that honour opt-out signals is past its review date."),
    OPT_OUT_STATE_UNKNOWN(2604, "The browser has opted out (GPC) and the consumer's state is not known."),
    BUYER_NOT_VETTED(2701, "There is no record of who this buyer is."),
    BUYER_VETTING_LAPSED(2702, "The record of who this buyer is does not hold on this day."),
    BUYER_USE_NOT_PERMITTED(2703, "The buyer may not use leads of this vertical."),
    BUYER_NOT_LICENSED(2704, "The buyer is not licensed where the consumer lives."),
    BUYER_LICENCE_UNKNOWN(2705, "The buyer needs a licence and the consumer's state is not known."),
    VENDOR_UNKNOWN(2801, "The vendor is not in the market."),
    VENDOR_INACTIVE(2802, "No leads are taken from this vendor."),
    SOURCE_UNLISTED(2803, "The source is not among the vendor's."),
    SOURCE_INACTIVE(2804, "No leads are taken from this source."),
    SOURCE_DOMAIN_UNKNOWN(2805, "The form's page cannot be read, or no domains were agreed on with this source."),
    SOURCE_DOMAIN_REFUSED(2806, "The form's page is not on a domain that was agreed on with this source."),
    IP_REPUTATION_UNKNOWN(2807, "Nothing recent is known of the consumer's address."),
    IP_REPUTATION_BAD(2808, "The consumer's address is on the list of bad ones."),
    FORM_TOO_FAST(2809, "The form was filled in faster than a person can."),
    FORM_TIME_UNKNOWN(2810, "When the form was begun was not sent, cannot be read, or was after the consent."),
    ADDRESS_COUNT_UNKNOWN(2811, "How many leads came from the consumer's address lately could not be told."),
    ADDRESS_BURST(2812, "Too many leads came from the consumer's address in a short time."),

    HELD_FOR_REVIEW(2900, "The lead is held until a person has looked at it; the outcome will follow."),
    HOLD_REFUSED(2901, "A person has looked at the lead and refused it."),
    HOLD_EXPIRED(2902, "The lead was held for review until its price expired."),

    NO_CONTRACT(3001, "No open contract accepts this lead."),
    NO_BID(3002, "No buyer bid for this lead."),
    BELOW_FLOOR(3003, "No bid reaches the vendor's minimum price."),
    BELOW_RESERVE(3004, "No bid reaches the campaign's reserve price."),
    CAPS_FULL(3005, "Every buyer that wants this lead has reached a cap."),
    NO_FUNDS(3006, "No buyer that wants this lead has the funds."),

    PING_EXPIRED(4001, "The ping's price has expired; ping again."),
    PING_NOT_ACCEPTED(4002, "The ping was not accepted; it cannot be posted."),
    LOCKED_FIELD_CHANGED(4003, "A field that the price depends on differs from the ping."),
    BUYERS_REJECTED(4004, "No buyer accepted the lead at the promised price."),
    DELIVERY_UNRESOLVED(4005, "A buyer's answer is outstanding; the outcome will follow."),
    PROMISE_WITHDRAWN(4006, "The winning contract may no longer be sold to; nothing was delivered."),

    RETURNS_NOT_AGREED(4101, "The contract takes no returns."),
    RETURN_TOO_LATE(4102, "The time in which the sale could be returned is over."),
    RETURN_REASON_NOT_ALLOWED(4103, "The contract does not take returns for this reason."),
    RETURN_EVIDENCE_MISSING(4104, "The contract takes returns with evidence only."),
    RETURN_STOP_USE_MISSING(4105, "The contract takes returns only of leads that are no longer used: declare it."),
    RETURN_ABOVE_PRICE(4106, "A return is of more than nothing and at most of the price."),
    RETURN_LIMIT_REACHED(4107, "The contract has returned as much as it may of what it bought."),
    RETURN_STANDS(4108, "There is a return of this sale already."),
    RETURN_EXPIRED(4109, "The return has waited too long for its decision and has expired."),
    RETURN_DECIDED(4110, "The return was decided before, in another way."),
    RETURN_ABOVE_CLAIM(4111, "More is granted than was asked for."),

    COUNTERS_UNAVAILABLE(5001, "The cap counters cannot be reached."),
    COUNTERS_STALE(5002, "The cap counters are being rebuilt."),
    DATABASE_UNAVAILABLE(5003, "The database cannot be reached."),
    OVERLOADED(5004, "Too many requests are in flight."),
    SHUTTING_DOWN(5005, "The server is shutting down."),
    AUDIT_BACKLOG(5006, "The audit backlog is past its limit."),
    TOO_MANY_CONNECTIONS(5007, "Too many connections are open."),
    INTERNAL(5099, "An internal error; nothing was sold."),

    BODY_MALFORMED(6001, "The body cannot be read."),
    MEDIA_TYPE_UNSUPPORTED(6002, "Send application/json or application/x-www-form-urlencoded."),
    BODY_TOO_LARGE(6003, "The body is larger than allowed."),
    KEY_INVALID(6004, "The API key is missing, unknown or revoked."),
    SCOPE_MISSING(6005, "The API key does not allow this."),
    RATE_LIMITED(6006, "Too many requests with this key."),
    ROUTE_UNKNOWN(6007, "There is nothing at this address."),
    METHOD_NOT_ALLOWED(6008, "This address does not take this method."),
    IDEMPOTENCY_KEY_REUSED(6009, "The Idempotency-Key was used with a different body."),
    REQUEST_TIMEOUT(6010, "The request did not arrive in time."),
    CAMPAIGN_UNKNOWN(6011, "There is no such campaign for this key."),
    SOURCE_UNKNOWN(6012, "There is no such source for this vendor."),
    PING_UNKNOWN(6013, "There is no such ping for this key."),
    VALUE_INVALID(6014, "A value of the request is not readable."),
    ADDRESS_NOT_ALLOWED(6015, "The API key may not be used from this address."),
    FIELD_UNKNOWN(6016, "The vertical has no such field."),
    IDEMPOTENCY_KEY_INVALID(6017, "The Idempotency-Key is not 1 to 128 visible ASCII characters."),
    HEADERS_TOO_LARGE(6018, "The request's headers are larger than allowed."),
    REQUEST_MALFORMED(6019, "This is no HTTP request that can be read."),

    SALE_UNKNOWN(6101, "There is no such sale for this key."),
    RETURN_UNKNOWN(6102, "There is no such return for this key."),
    ACCOUNT_UNKNOWN(6103, "There is no such account for this key."),
    DELIVERY_UNKNOWN(6104, "There is no such delivery for this key."),
    REFERENCE_TAKEN(6105, "The reference stands for another booking; nothing was booked."),
    ACCOUNT_BEYOND_LIMIT(6106, "The account would go below its limit; nothing was booked."),
    REASON_MISSING(6107, "Say why: a written reason is required."),
    PERIOD_INVALID(6108, "The period is unreadable, ends before it begins, or is longer than 366 days."),
    STATEMENT_TOO_LONG(6109, "The statement has too many lines; ask for a shorter period."),
    DELIVERY_NOT_OPEN(6110, "The delivery is not open; there is nothing to decide."),
    MEMBER_UNKNOWN(6111, "The request has a member that is not known here."),
    MESSAGE_UNKNOWN(6112, "There is no such message for this key."),

    IDENTIFIER_UNREADABLE(6150, "No readable phone, e-mail or SHA-256 of one was given."),
    SUPPRESSION_INVALID(6151, "The suppression cannot be recorded as it was sent."),
    BATCH_SIZE_INVALID(6152, "The batch is empty or has more entries than allowed."),
    REVOCATION_UNKNOWN(6153, "There is no such revocation for this key."),
    BUYER_KEY_NEEDED(6154, "This needs a buyer's key."),
    HOLD_UNKNOWN(6170, "There is no such held lead for this key."),
    HOLD_ENDED(6171, "The lead is not held any more; nothing was decided."),
    SIGNATURE_MISSING(
            6172, "The message is not signed: webhook-id, webhook-timestamp and webhook-signature are needed."),
    SIGNATURE_INVALID(6173, "The signature is not right, or no secret is set."),
    SIGNATURE_OLD(6174, "The signature's time is more than 5 minutes from now."),
    LEAD_UNKNOWN(6190, "There is no such lead for this key.");

    private final int code;
    private final String message;
    private final String text;

    Reason(int code, String message) {
        this.code = code;
        this.message = message;
        this.text = name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The stable number. */
    public int code() {
        return code;
    }

    /** The stable name in lower case: {@code calling_hours_closed}. */
    public String text() {
        return text;
    }

    /** One sentence for the vendor; carries no data of the lead. */
    public String message() {
        return message;
    }
}
