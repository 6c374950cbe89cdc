/**
 * Bulk operations: a request is validated and becomes an operation with a row for each
 * job. Any instance processes the next batch of them, until all are done.
 */
@NullMarked
package io.computeplatform.bulk;

import org.jspecify.annotations.NullMarked;
