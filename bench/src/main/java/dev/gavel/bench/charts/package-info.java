/** Results as SVG: the same file for the same results, readable on light and on dark. */
@NullMarked
package dev.gavel.bench.charts;

import org.jspecify.annotations.NullMarked;
