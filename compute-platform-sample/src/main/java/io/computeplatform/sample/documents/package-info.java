/**
 * The job: download a document, count its words, keep the result.
 */
@NullMarked
package io.computeplatform.sample.documents;

import org.jspecify.annotations.NullMarked;
