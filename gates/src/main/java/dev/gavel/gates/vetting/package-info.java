/** The gate vetting: whether a buyer was vetted and is licensed. */
@NullMarked
package dev.gavel.gates.vetting;

import org.jspecify.annotations.NullMarked;
