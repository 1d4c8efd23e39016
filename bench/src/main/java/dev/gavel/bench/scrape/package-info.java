/** A node's own metrics, read before and after a phase of a measurement. */
@NullMarked
package dev.gavel.bench.scrape;

import org.jspecify.annotations.NullMarked;
