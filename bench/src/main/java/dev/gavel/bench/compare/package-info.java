/** What changed between two JMH results. */
@NullMarked
package dev.gavel.bench.compare;

import org.jspecify.annotations.NullMarked;
