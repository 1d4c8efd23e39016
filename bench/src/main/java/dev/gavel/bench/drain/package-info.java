/** How fast audit events come from Redis into their chain in Postgres. */
@NullMarked
package dev.gavel.bench.drain;

import org.jspecify.annotations.NullMarked;
