/** Event loops and child processes for servers and generators that are measured. */
@NullMarked
package dev.gavel.bench.net;

import org.jspecify.annotations.NullMarked;
