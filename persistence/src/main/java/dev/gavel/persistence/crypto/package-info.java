/** Keys and ciphers for personal data. */
@NullMarked
package dev.gavel.persistence.crypto;

import org.jspecify.annotations.NullMarked;
