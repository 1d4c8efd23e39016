/** The truth: tenants' rows, sales, caps and money in Postgres, reached over R2DBC through one door, {@code TenantScope}. */
@NullMarked
package dev.gavel.persistence.postgres;

import org.jspecify.annotations.NullMarked;
