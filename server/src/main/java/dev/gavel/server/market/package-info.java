/** The configuration as it is traded on right now. */
@NullMarked
package dev.gavel.server.market;

import org.jspecify.annotations.NullMarked;
