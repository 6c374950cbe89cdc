package io.computeplatform.sample.documents;

/**
 * What is submitted: count the words of a document.
 *
 * @param document its name on the document server
 */
public record CountWords(String document) {

}
