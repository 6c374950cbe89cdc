package io.computeplatform.store;

import java.util.UUID;

/**
 * A job to be inserted. Internal.
 *
 * @param id id of the job
 * @param type type name of the payload
 * @param payload the payload as JSON
 */
public record NewJob(UUID id, String type, String payload) {

	@Override
	public String toString() {
		// Without the payload, which may be sensitive.
		return "NewJob[id=" + this.id + ", type=" + this.type + "]";
	}

}
