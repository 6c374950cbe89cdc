package io.computeplatform.masking;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.computeplatform.InvalidJobException;
import io.computeplatform.queue.ExecutorDefinition;
import io.computeplatform.queue.JobQueue;
import io.computeplatform.queue.JobQueues;

/**
 * Hides the sensitive values of payloads, and puts them back into edited ones. Internal,
 * thread-safe.
 */
public final class PayloadMask {

	/**
	 * Stands for a sensitive value, as a JSON string.
	 */
	static final String MASK = "***";

	private static final String MASKED = '"' + MASK + '"';

	private final JobQueues queues;

	private final ObjectMapper mapper;

	private final boolean showUnknown;

	private final SensitiveNames always;

	private final Map<ExecutorDefinition, SensitiveNames> byExecutor = new ConcurrentHashMap<>();

	PayloadMask(JobQueues queues, ObjectMapper mapper, Collection<String> fields, boolean showUnknown) {
		this.queues = queues;
		this.mapper = mapper;
		this.showUnknown = showUnknown;
		this.always = SensitiveNames.of(fields);
	}

	/**
	 * Hides what is sensitive.
	 * @param queue name of the job's queue
	 * @param type type name of its payload
	 * @param json its payload
	 * @return the same text with {@code "***"} for each sensitive value; nothing else if
	 * the text is no JSON, and something in it would be sensitive
	 */
	public String mask(String queue, String type, String json) {
		SensitiveNames names = names(queue, type);
		if (names.isEmpty()) {
			return json;
		}
		if (names.everything()) {
			return MASKED;
		}
		try {
			return SensitiveText.of(json, names).replace((value) -> MASKED);
		}
		catch (IOException ex) {
			// What can't be read may hide anything.
			return MASKED;
		}
	}

	/**
	 * Puts hidden values back.
	 * @param queue name of the job's queue
	 * @param type type name of its payload
	 * @param original the payload as it is kept
	 * @param edited what somebody made of the masked one
	 * @return the edited text with the original's value for each {@code "***"} at a
	 * sensitive place; elements of arrays are told by their number
	 * @throws InvalidJobException if the original has no value at such a place, or the
	 * edited text is no JSON
	 */
	public String restore(String queue, String type, String original, String edited) {
		SensitiveNames names = names(queue, type);
		if (names.isEmpty()) {
			return edited;
		}
		if (edited.strip().equals(MASKED) && mask(queue, type, original).equals(MASKED)) {
			return original;
		}
		Map<JsonPointer, String> before = readable(original, names, "an original that is JSON, or a whole new payload")
			.texts();
		SensitiveText after = readable(edited, names, "JSON");
		return after.replace((value) -> value.isMask() ? kept(before, value.place()) : after.text(value));
	}

	private static String kept(Map<JsonPointer, String> before, JsonPointer place) {
		String kept = before.get(place);
		if (kept == null) {
			throw new InvalidJobException("payload", MASK + " at " + place,
					"a value of its own at this place, where the original has none that could be kept");
		}
		return kept;
	}

	private static SensitiveText readable(String json, SensitiveNames names, String allowed) {
		try {
			return SensitiveText.of(json, names);
		}
		catch (IOException ex) {
			// Neither its message nor its text: both may quote what is sensitive.
			throw new InvalidJobException("payload", json.length() + " characters that can't be read", allowed);
		}
	}

	private SensitiveNames names(String queue, String type) {
		// A job whose executor is not here, or no longer, may be one of any.
		return this.queues.all()
			.stream()
			.filter((each) -> each.name().equals(queue))
			.findFirst()
			.flatMap((each) -> this.queues.executorFor(each, type))
			.map(this::names)
			.orElseGet(this::namesOfUnknown);
	}

	private SensitiveNames namesOfUnknown() {
		boolean unknown = this.queues.executors().isEmpty() && !this.showUnknown;
		return this.queues.executors()
			.stream()
			.map(this::names)
			.reduce(unknown ? SensitiveNames.EVERYTHING : this.always, SensitiveNames::and);
	}

	/**
	 * What is hidden, for a search that is to see no more than a reader.
	 * @return JSON: by queue and type, and under an empty name of all others, a list of
	 * names of fields in lower case, or {@code true} for everything
	 */
	public String hidden() {
		ObjectNode all = this.mapper.createObjectNode();
		all.set("", json(namesOfUnknown()));
		for (JobQueue queue : this.queues.all()) {
			ObjectNode types = all.putObject(queue.name());
			for (ExecutorDefinition executor : this.queues.executors()) {
				String type = executor.typeName();
				types.set(type, json(names(queue.name(), type)));
			}
		}
		return all.toString();
	}

	private JsonNode json(SensitiveNames names) {
		return names.everything() ? BooleanNode.TRUE : this.mapper.valueToTree(names.names());
	}

	private SensitiveNames names(ExecutorDefinition executor) {
		return this.byExecutor.computeIfAbsent(executor,
				(each) -> this.always.and(SensitiveTypes.of(this.mapper, this.showUnknown, each.payloadType())));
	}

}
