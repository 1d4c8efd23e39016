/** A made-up market as a file, and the consumer that its pings are about. */
@NullMarked
package dev.gavel.bench.market;

import org.jspecify.annotations.NullMarked;
