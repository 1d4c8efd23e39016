/** A whole Gavel to be measured: its stores, its market, its process. */
@NullMarked
package dev.gavel.bench.gavel;

import org.jspecify.annotations.NullMarked;
