/** Bare servers that do less than Gavel: what this machine can do at most. */
@NullMarked
package dev.gavel.bench.ceiling;

import org.jspecify.annotations.NullMarked;
