/**
 * Finds jobs in any status, and tells why one waits.
 */
@NullMarked
package io.computeplatform.jobs;

import org.jspecify.annotations.NullMarked;
