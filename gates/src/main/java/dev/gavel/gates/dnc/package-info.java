/** Numbers that must not be called. */
@NullMarked
package dev.gavel.gates.dnc;

import org.jspecify.annotations.NullMarked;
