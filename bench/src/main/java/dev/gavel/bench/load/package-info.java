/** The load generator: one kind of request, many connections, counted answers. */
@NullMarked
package dev.gavel.bench.load;

import org.jspecify.annotations.NullMarked;
