/** The evidence that the consumer agreed to be contacted. */
@NullMarked
package dev.gavel.gates.consent;

import org.jspecify.annotations.NullMarked;
