/** Do-not-call lists: read from files, kept as mapped bitmaps, recorded in Postgres. */
@NullMarked
package dev.gavel.persistence.dnc;

import org.jspecify.annotations.NullMarked;
