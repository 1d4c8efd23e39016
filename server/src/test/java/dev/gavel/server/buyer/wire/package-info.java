/** Connections to buyers. */
@NullMarked
package dev.gavel.server.buyer.wire;

import org.jspecify.annotations.NullMarked;
