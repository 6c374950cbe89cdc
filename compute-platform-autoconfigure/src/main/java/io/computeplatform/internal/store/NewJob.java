package io.computeplatform.internal.store;

import java.util.List;
import java.util.UUID;

/**
 * A job to be inserted. Internal.
 *
 * @param id id of the job
 * @param types names of the payload's type and its supertypes, the type name first
 * @param payload the payload as JSON
 */
public record NewJob(UUID id, List<String> types, String payload) {

	/**
	 * Type name of the payload.
	 * @return the first of the names
	 */
	public String type() {
		return this.types.get(0);
	}

	@Override
	public String toString() {
		// Omits the payload, which can be sensitive.
		return "NewJob[id=" + this.id + ", type=" + type() + "]";
	}

}
