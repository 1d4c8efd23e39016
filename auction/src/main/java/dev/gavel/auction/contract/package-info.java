/** What a tenant configures: campaigns, vendors, buyers and their standing orders. */
@NullMarked
package dev.gavel.auction.contract;

import org.jspecify.annotations.NullMarked;
