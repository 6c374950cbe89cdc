/**
 * The job: downloads a document, counts its words and stores the result.
 */
@NullMarked
package io.computeplatform.sample.documents;

import org.jspecify.annotations.NullMarked;
