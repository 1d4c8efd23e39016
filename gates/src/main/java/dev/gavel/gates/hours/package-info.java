/** When a consumer may be called, where the consumer lives. */
@NullMarked
package dev.gavel.gates.hours;

import org.jspecify.annotations.NullMarked;
