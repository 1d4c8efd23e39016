/** The compliance rules: each gate is a pure verdict over facts. */
@NullMarked
package dev.gavel.gates;

import org.jspecify.annotations.NullMarked;
