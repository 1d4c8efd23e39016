/** What buyers and the tenant itself call: returns, accounts and statements, deliveries that nobody answered for. */
@NullMarked
package dev.gavel.server.admin;

import org.jspecify.annotations.NullMarked;
