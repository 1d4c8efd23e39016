/** Real servers for tests. */
@NullUnmarked
package dev.gavel.persistence.testkit;

import org.jspecify.annotations.NullUnmarked;
