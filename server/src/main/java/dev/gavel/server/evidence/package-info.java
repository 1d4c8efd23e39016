/** Certificates of consent on a running node: their issuers, asked over HTTP. */
@NullMarked
package dev.gavel.server.evidence;

import org.jspecify.annotations.NullMarked;
