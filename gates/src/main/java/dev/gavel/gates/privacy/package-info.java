/** The gate privacy: whether the consumer has opted out of the sale. */
@NullMarked
package dev.gavel.gates.privacy;

import org.jspecify.annotations.NullMarked;
