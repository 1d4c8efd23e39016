/** Consumers who were sold already, or are asked about too often. */
@NullMarked
package dev.gavel.gates.duplicates;

import org.jspecify.annotations.NullMarked;
