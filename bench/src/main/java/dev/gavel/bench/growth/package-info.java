/** How what a ping costs grows with what a node has to do and to keep. */
@NullMarked
package dev.gavel.bench.growth;

import org.jspecify.annotations.NullMarked;
