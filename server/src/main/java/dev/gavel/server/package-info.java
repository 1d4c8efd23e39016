/** The rim: HTTP, buyer calls, control plane, console, operations. */
@NullMarked
package dev.gavel.server;

import org.jspecify.annotations.NullMarked;
