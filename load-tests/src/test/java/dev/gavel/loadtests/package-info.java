/** Gatling simulations against a started Gavel; they know HTTP and nothing of its classes. */
@NullMarked
package dev.gavel.loadtests;

import org.jspecify.annotations.NullMarked;
