package io.computeplatform.store;

import java.util.UUID;

/**
 * What failures have in common that come from the same fault. Internal.
 *
 * @param fingerprint the same for all of them
 * @param title what a person calls it, such as
 * {@code ConnectException at ReportClient.fetch}
 */
public record FailureGroup(UUID fingerprint, String title) {

}
