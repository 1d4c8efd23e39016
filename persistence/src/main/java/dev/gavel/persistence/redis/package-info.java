/** The counters, lists and event streams in Redis: the scripts, their callers, and the epoch that tells whether they may be trusted. */
@NullMarked
package dev.gavel.persistence.redis;

import org.jspecify.annotations.NullMarked;
