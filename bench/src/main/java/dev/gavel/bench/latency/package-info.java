/** How long a ping takes at half of what the node can carry. */
@NullMarked
package dev.gavel.bench.latency;

import org.jspecify.annotations.NullMarked;
