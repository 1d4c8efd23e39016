/** How often a consumer may be contacted. */
@NullMarked
package dev.gavel.gates.frequency;

import org.jspecify.annotations.NullMarked;
