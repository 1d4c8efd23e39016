/**
 * Faults on real processes: nodes, Postgres and Redis that are killed, emptied, restored and disturbed under load, and what must hold
 * afterwards by what vendors, buyers, Postgres and Redis say. {@code docs/testing.md} has the commands.
 */
@NullMarked
package dev.gavel.server.faults;

import org.jspecify.annotations.NullMarked;
