/** What a lead must have, may have and must not have. */
@NullMarked
package dev.gavel.gates.fields;

import org.jspecify.annotations.NullMarked;
