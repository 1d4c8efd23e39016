/** The evidence: events are drained into a hash chain per tenant, verified, and signed. */
@NullMarked
package dev.gavel.persistence.audit;

import org.jspecify.annotations.NullMarked;
