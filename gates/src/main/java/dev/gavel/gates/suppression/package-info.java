/** Consumers who must not be sold. */
@NullMarked
package dev.gavel.gates.suppression;

import org.jspecify.annotations.NullMarked;
