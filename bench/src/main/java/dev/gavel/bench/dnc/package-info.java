/** Do-not-call lists as large as a country's. */
@NullMarked
package dev.gavel.bench.dnc;

import org.jspecify.annotations.NullMarked;
