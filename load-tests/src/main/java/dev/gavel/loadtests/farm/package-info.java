/** Hundreds of simulated bidders in one process, cheap enough to share a machine with what they test. Knows nothing of Gavel's classes. */
@NullMarked
package dev.gavel.loadtests.farm;

import org.jspecify.annotations.NullMarked;
