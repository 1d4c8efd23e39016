/** Consumers who must not be sold: how they come onto the list, who asks for it, and who is told when one revokes. */
@NullMarked
package dev.gavel.server.suppression;

import org.jspecify.annotations.NullMarked;
