/** A marketplace to try: everything that gavel demo starts. */
@NullMarked
package dev.gavel.server.demo;

import org.jspecify.annotations.NullMarked;
