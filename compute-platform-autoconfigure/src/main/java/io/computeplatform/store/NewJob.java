package io.computeplatform.store;

import java.util.List;
import java.util.UUID;

/**
 * A job to be inserted. Internal.
 *
 * @param id id of the job
 * @param types names of the payload's type, first the one that it is known by
 * @param payload the payload as JSON
 */
public record NewJob(UUID id, List<String> types, String payload) {

	/**
	 * Name by which the type is known.
	 * @return the first of the names
	 */
	public String type() {
		return this.types.get(0);
	}

	@Override
	public String toString() {
		// Without the payload, which may be sensitive.
		return "NewJob[id=" + this.id + ", type=" + type() + "]";
	}

}
