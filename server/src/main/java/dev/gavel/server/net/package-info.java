/** Where calls to others may go. */
@NullMarked
package dev.gavel.server.net;

import org.jspecify.annotations.NullMarked;
