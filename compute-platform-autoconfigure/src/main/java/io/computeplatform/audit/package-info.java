/**
 * What administrators did, and when: an audit entry for each action, kept when its job is
 * deleted.
 */
@NullMarked
package io.computeplatform.audit;

import org.jspecify.annotations.NullMarked;
