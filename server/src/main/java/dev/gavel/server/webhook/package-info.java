/** Messages to others that are sent until they were taken: signed HTTP posts from durable tasks. */
@NullMarked
package dev.gavel.server.webhook;

import org.jspecify.annotations.NullMarked;
