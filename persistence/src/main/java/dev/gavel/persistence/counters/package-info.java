/** Where the counters in Redis and the truth in Postgres meet. */
@NullMarked
package dev.gavel.persistence.counters;

import org.jspecify.annotations.NullMarked;
