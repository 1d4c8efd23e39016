/** What Gavel demands of a store that it speaks TLS to, and how it says that a store is not that. */
@NullMarked
package dev.gavel.persistence.tls;

import org.jspecify.annotations.NullMarked;
