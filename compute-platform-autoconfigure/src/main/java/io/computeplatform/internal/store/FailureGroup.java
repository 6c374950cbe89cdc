package io.computeplatform.internal.store;

import java.util.UUID;

/**
 * A failure group: what equal failures have in common. Internal.
 *
 * @param fingerprint the same for all of them
 * @param title name for administrators, such as {@code ConnectException at
 * ReportClient.fetch}
 */
public record FailureGroup(UUID fingerprint, String title) {

}
