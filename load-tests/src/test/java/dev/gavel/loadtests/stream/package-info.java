/** The reference buyer against the page that describes the stream. */
@NullMarked
package dev.gavel.loadtests.stream;

import org.jspecify.annotations.NullMarked;
