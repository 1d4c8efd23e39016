/** What the farm promises. */
@NullMarked
package dev.gavel.loadtests.farm;

import org.jspecify.annotations.NullMarked;
