/** What operators look at: health, metrics, logs. */
@NullMarked
package dev.gavel.server.ops;

import org.jspecify.annotations.NullMarked;
