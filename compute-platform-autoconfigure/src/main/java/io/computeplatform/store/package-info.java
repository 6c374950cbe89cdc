/**
 * The row and its transitions: every statement on the jobs' tables that moves a job, each
 * guarded by the state it expects, and the schema they need.
 */
@NullMarked
package io.computeplatform.store;

import org.jspecify.annotations.NullMarked;
