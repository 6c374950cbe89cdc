/**
 * Administration of failed jobs: find them, read their attempts, retry, edit, discard,
 * restore and delete them.
 */
@NullMarked
package io.computeplatform.failed;

import org.jspecify.annotations.NullMarked;
