/** What a Gavel holds and how quick it is, minute by minute, and whether that stays so. */
@NullMarked
package dev.gavel.bench.soak;

import org.jspecify.annotations.NullMarked;
