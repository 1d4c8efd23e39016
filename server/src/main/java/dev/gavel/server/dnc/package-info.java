/** Do-not-call on a running node: lists that follow what is recorded, the provider, warnings. */
@NullMarked
package dev.gavel.server.dnc;

import org.jspecify.annotations.NullMarked;
