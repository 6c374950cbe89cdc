package io.computeplatform.internal.masking;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.computeplatform.InvalidJobException;
import io.computeplatform.internal.queue.ExecutorDefinition;
import io.computeplatform.internal.queue.JobQueue;
import io.computeplatform.internal.queue.JobQueues;
import org.jspecify.annotations.Nullable;

/**
 * Masks the sensitive values of payloads, and restores them in edited ones. Internal,
 * thread-safe.
 */
public final class PayloadMask {

	/**
	 * Replaces a sensitive value, as a JSON string.
	 */
	static final String MASK = "***";

	private static final String MASKED = '"' + MASK + '"';

	private final JobQueues queues;

	private final ObjectMapper mapper;

	private final boolean showUnknown;

	private final SensitiveNames always;

	private final Map<ExecutorDefinition, SensitiveNames> byExecutor = new ConcurrentHashMap<>();

	private final Map<JavaType, SensitiveNames> byType = new ConcurrentHashMap<>();

	PayloadMask(JobQueues queues, ObjectMapper mapper, Collection<String> fields, boolean showUnknown) {
		this.queues = queues;
		this.mapper = mapper;
		this.showUnknown = showUnknown;
		this.always = SensitiveNames.of(fields);
	}

	/**
	 * Masks sensitive values.
	 * @param queue name of the job's queue
	 * @param type type name of its payload
	 * @param json its payload
	 * @return the same text with {@code "***"} for each sensitive value; only
	 * {@code "***"} if the text is not valid JSON and could contain sensitive values
	 */
	public String mask(String queue, String type, String json) {
		return mask(json, names(queue, type));
	}

	private static String mask(String json, SensitiveNames names) {
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
			// Unreadable text may contain sensitive values.
			return MASKED;
		}
	}

	/**
	 * Finds what a type marks as sensitive, for a value whose type is not known where it
	 * is shown.
	 * @param type the type
	 * @return JSON: a list of names of fields in lower case, or {@code true} for
	 * everything; {@code null} for nothing
	 */
	public @Nullable String hiddenIn(JavaType type) {
		SensitiveNames names = this.byType.computeIfAbsent(type,
				(each) -> SensitiveTypes.of(this.mapper, this.showUnknown, each));
		return names.isEmpty() ? null : json(names).toString();
	}

	/**
	 * Masks the result of a job: what its type marks as sensitive, and what is masked in
	 * the payload.
	 * @param queue name of the job's queue
	 * @param type type name of its payload
	 * @param json its result
	 * @param hidden what {@link #hiddenIn(JavaType)} has found
	 * @return the same text with {@code "***"} for each sensitive value
	 */
	public String maskResult(String queue, String type, String json, @Nullable String hidden) {
		return mask(json, names(queue, type).and(SensitiveNames.ofJson(hidden, this.mapper)));
	}

	/**
	 * Restores masked values.
	 * @param queue name of the job's queue
	 * @param type type name of its payload
	 * @param original the stored payload
	 * @param edited the edited form of the masked one
	 * @return the edited text with the original's value for each {@code "***"} at a
	 * sensitive position; elements of arrays are matched by their index
	 * @throws InvalidJobException if the original has no value at such a position, or the
	 * edited text is not valid JSON
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
			// Neither its message nor its text: both may quote sensitive values.
			throw new InvalidJobException("payload", json.length() + " characters that can't be read", allowed);
		}
	}

	private SensitiveNames names(String queue, String type) {
		// A job whose executor is not in this process, or no longer, may be of any type.
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
	 * Masked fields, for a search that must see no more than a reader.
	 * @return JSON: by queue and type, and under an empty name for all others, a list of
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
