/** Certificates of consent, by the word of their issuers. */
@NullMarked
package dev.gavel.gates.evidence;

import org.jspecify.annotations.NullMarked;
