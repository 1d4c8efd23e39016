/** Who calls, and what they may do: API keys, scopes, rate limits. */
@NullMarked
package dev.gavel.server.access;

import org.jspecify.annotations.NullMarked;
