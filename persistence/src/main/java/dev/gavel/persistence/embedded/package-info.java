/** Postgres and Redis as child processes, for demos and tests: no installation, no containers. */
@NullMarked
package dev.gavel.persistence.embedded;

import org.jspecify.annotations.NullMarked;
