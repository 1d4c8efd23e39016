/** A buyer's end of a bid stream, as docs/bid-stream.md describes it: the reference for those who write their own. Needs Netty and nothing else. */
@NullMarked
package dev.gavel.loadtests.stream;

import org.jspecify.annotations.NullMarked;
