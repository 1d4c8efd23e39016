/** What is kept: Postgres, Redis, audit, encryption, migrations, the embedded database and cache. */
@NullMarked
package dev.gavel.persistence;

import org.jspecify.annotations.NullMarked;
