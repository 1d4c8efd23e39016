/** JMH benchmarks. */
@NullMarked
package dev.gavel.bench.micro;

import org.jspecify.annotations.NullMarked;
