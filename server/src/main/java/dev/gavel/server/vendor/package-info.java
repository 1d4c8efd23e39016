/** The vendors' API: a ping and a post from the body to the answer. */
@NullMarked
package dev.gavel.server.vendor;

import org.jspecify.annotations.NullMarked;
