package io.computeplatform.submission;

import java.util.function.BiPredicate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.computeplatform.InvalidJobException;
import io.computeplatform.JobId;
import io.computeplatform.store.NewJob;
import io.computeplatform.store.PayloadJson;
import io.computeplatform.store.SubmitRows.Existing;

/**
 * Tells a submit that is repeated, for which its id is there, from another one that would
 * be lost behind an id that is taken.
 */
final class SameJob {

	private static final JsonMapper JSON = PayloadJson.anyJson().build();

	private SameJob() {
	}

	/**
	 * Refuses a job whose id stands for another one.
	 * @param isSamePayload compares the payloads as what they are, where that is known
	 * @throws InvalidJobException if queue, type or payload differ
	 */
	static void check(String queue, NewJob job, Existing existing, BiPredicate<String, String> isSamePayload) {
		boolean sameType = existing.type().equals(job.type()) || job.types().contains(existing.type())
				|| existing.otherTypes().contains(job.type());
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

	private static boolean isSame(String before, String now) {
		if (before.equals(now)) {
			return true;
		}
		try {
			return JSON.readTree(before).equals(SameJob::compare, JSON.readTree(now));
		}
		catch (JsonProcessingException ex) {
			// A row may hold any text.
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
