package io.computeplatform.sample.documents;

/**
 * The payload of a job that counts the words of a document.
 *
 * @param document name of the document on the document server
 */
public record CountWords(String document) {

}
