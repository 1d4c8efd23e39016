/** The HTTP door: one server, its limits, routes and problem documents. */
@NullMarked
package dev.gavel.server.http;

import org.jspecify.annotations.NullMarked;
