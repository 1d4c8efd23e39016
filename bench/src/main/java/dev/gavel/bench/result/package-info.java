/** The JSON that measurements leave behind. */
@NullMarked
package dev.gavel.bench.result;

import org.jspecify.annotations.NullMarked;
