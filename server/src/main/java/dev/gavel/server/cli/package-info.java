/** The commands of gavel. */
@NullMarked
package dev.gavel.server.cli;

import org.jspecify.annotations.NullMarked;
