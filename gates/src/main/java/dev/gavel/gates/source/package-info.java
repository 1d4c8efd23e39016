/** The gate source: whether the lead comes from where it may come from. */
@NullMarked
package dev.gavel.gates.source;

import org.jspecify.annotations.NullMarked;
