/** What calls to others have in common: where they may go, and how much of an answer is read. */
@NullMarked
package dev.gavel.server.net;

import org.jspecify.annotations.NullMarked;
