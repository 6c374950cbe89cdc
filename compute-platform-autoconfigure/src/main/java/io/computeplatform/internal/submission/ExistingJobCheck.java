package io.computeplatform.internal.submission;

import java.util.function.BiPredicate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.computeplatform.InvalidJobException;
import io.computeplatform.JobId;
import io.computeplatform.internal.store.NewJob;
import io.computeplatform.internal.store.PayloadJson;
import io.computeplatform.internal.store.SubmitRows.Existing;

/**
 * Distinguishes a repeated submit of the same job from one of another job with an id that
 * exists, which would be lost.
 */
final class ExistingJobCheck {

	private static final JsonMapper JSON = PayloadJson.anyJson().build();

	private ExistingJobCheck() {
	}

	/**
	 * Refuses a job whose id is that of another job.
	 * @param isFormerName whether the type of the existing job is a former name of this
	 * one's type
	 * @param isSamePayload compares the payloads by their type, if it is known
	 * @throws InvalidJobException if queue, type or payload differ
	 */
	static void check(String queue, NewJob job, Existing existing, boolean isFormerName,
			BiPredicate<String, String> isSamePayload) {
		boolean sameType = isFormerName || job.types().stream().anyMatch((type) -> isSameType(type, existing.type()))
				|| existing.otherTypes().stream().anyMatch((type) -> isSameType(type, job.type()));
		if (existing.queue().equals(queue) && sameType && (isSame(existing.payload(), job.payload())
				|| isSamePayload.test(existing.payload(), job.payload()))) {
			return;
		}
		String before = "type " + existing.type() + " in queue '" + existing.queue() + "'";
		String now = "type " + job.type() + " in queue '" + queue + "'";
		throw new InvalidJobException("id", new JobId(job.id()),
				"an id of its own for another job. This one is of " + before + ", and was submitted again as "
						+ (before.equals(now) ? "the same with another payload" : now));
	}

	/**
	 * A process that does not know the type arguments stores the type without them.
	 */
	private static boolean isSameType(String one, String other) {
		return one.equals(other) || one.startsWith(other + "<") || other.startsWith(one + "<");
	}

	private static boolean isSame(String before, String now) {
		if (before.equals(now)) {
			return true;
		}
		try {
			return JSON.readTree(before).equals(ExistingJobCheck::compare, JSON.readTree(now));
		}
		catch (JsonProcessingException ex) {
			// A row can contain any text.
			return false;
		}
	}

	private static int compare(JsonNode one, JsonNode other) {
		if (one.isNumber() && other.isNumber()) {
			return one.decimalValue().compareTo(other.decimalValue());
		}
		return one.equals(other) ? 0 : 1;
	}

}
