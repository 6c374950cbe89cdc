package io.computeplatform.internal.attempt;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.computeplatform.FailureReason;
import io.computeplatform.internal.retry.Causes;
import io.computeplatform.internal.store.FailureGroup;
import io.computeplatform.internal.text.FailureCopy;
import io.computeplatform.internal.text.PlainText;
import org.jspecify.annotations.Nullable;

/**
 * Computes the fingerprint of a failure: from the root exception's class and the
 * application's methods in its stack trace. Ignores parts that differ between two equal
 * failures, or between two builds of one program.
 */
final class Fingerprint {

	private static final StackTraceElement[] NO_TRACE = {};

	private static final int FRAMES = 5;

	private static final int MAX_TITLE = 200;

	private static final int MAX_LINE = 500;

	/**
	 * What calls an executor, and what makes exceptions of its own. Others of the engine
	 * are called by executors, whose frames count.
	 */
	private static final List<String> ENGINE = Stream
		.concat(Stream.of("io.computeplatform.internal.worker."),
				Stream
					.of(JobExecution.class, JobAttemptAutoConfiguration.class, AttemptCompleter.class,
							AttemptRunner.class)
					.map(Class::getName))
		.toList();

	private static final List<String> NOT_OF_THE_APPLICATION = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.",
			"jakarta.", "kotlin.", "org.springframework.", "org.aopalliance.", "org.postgresql.", "com.zaxxer.hikari.",
			"com.rabbitmq.", "com.fasterxml.jackson.", "tools.jackson.");

	/**
	 * Numbers, ids, addresses, and quoted text.
	 */
	private static final Pattern VARYING = Pattern
		.compile("'[^']*'|\"[^\"]*\"|\\b[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\b|@[0-9a-f]+|"
				+ "\\b0x[0-9a-fA-F]+\\b|\\S*\\d\\S*");

	private static final Pattern DIGITS = Pattern.compile("\\d+");

	private static final Pattern LAMBDA = Pattern.compile("lambda\\$(\\w+)\\$\\d+");

	private Fingerprint() {
	}

	/**
	 * Returns the group of jobs that no instance could run.
	 * @param queue name of their queue
	 * @param type type name of their payloads
	 * @return the group
	 */
	static FailureGroup ofUnserved(String queue, String type) {
		String text = "no executor\n" + queue + '\n' + type;
		String title = "No JobExecutor for " + type.replaceAll("\\p{Cntrl}", "?");
		return new FailureGroup(UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)),
				PlainText.storable(title, MAX_TITLE));
	}

	/**
	 * Returns the group of a failure.
	 * @param reason why the attempt ended
	 * @param failure the exception, or one that represents the failure
	 * @return the group
	 */
	static FailureGroup of(FailureReason reason, Throwable failure) {
		List<Throwable> causes = Causes.of(failure);
		Throwable root = causes.get(causes.size() - 1);
		// The timeout exception is created by this library; its cause, if there is one,
		// comes from the executor.
		Throwable named = (reason == FailureReason.TIMED_OUT) ? failure : root;
		List<StackTraceElement> frames = (reason == FailureReason.WORKER_LOST) ? List.of() : frames(root);
		String what = FailureCopy.original(named).getClass().getName();
		String where = frames.isEmpty() ? withoutVarying(reason, FailureText.safely(root::getMessage))
				: frames.stream().map(Fingerprint::withoutNumbers).collect(Collectors.joining("\n"));
		UUID fingerprint = UUID.nameUUIDFromBytes((what + "\n" + where).getBytes(StandardCharsets.UTF_8));
		String title = withoutPackage(what) + (frames.isEmpty() ? "" : " at " + shortName(frames.get(0)));
		return new FailureGroup(fingerprint, PlainText.storable(title, MAX_TITLE));
	}

	private static List<StackTraceElement> frames(Throwable root) {
		List<StackTraceElement> above = Arrays.stream(trace(root))
			.filter(Objects::nonNull)
			.takeWhile((frame) -> ENGINE.stream().noneMatch(frame.getClassName()::startsWith))
			.toList();
		List<StackTraceElement> ofApplication = above.stream()
			.filter((frame) -> !frame.getClassName().contains("$$"))
			.filter((frame) -> NOT_OF_THE_APPLICATION.stream().noneMatch(frame.getClassName()::startsWith))
			.limit(FRAMES)
			.toList();
		return ofApplication.isEmpty() ? above.stream().limit(FRAMES).toList() : ofApplication;
	}

	private static StackTraceElement[] trace(Throwable root) {
		try {
			return Objects.requireNonNullElse(root.getStackTrace(), NO_TRACE);
		}
		catch (Throwable ex) {
			// An exception can run application code that throws. Then only its class
			// counts.
			return NO_TRACE;
		}
	}

	private static String withoutNumbers(StackTraceElement frame) {
		return DIGITS.matcher(frame.getClassName() + "." + frame.getMethodName()).replaceAll("");
	}

	private static String withoutVarying(FailureReason reason, @Nullable String message) {
		return (message != null && reason != FailureReason.WORKER_LOST)
				? VARYING.matcher(firstLine(message)).replaceAll("?") : "";
	}

	private static String firstLine(String message) {
		String line = message.lines().findFirst().orElse("");
		return line.substring(0, Math.min(line.length(), MAX_LINE));
	}

	private static String withoutPackage(String type) {
		return type.substring(type.lastIndexOf('.') + 1);
	}

	private static String shortName(StackTraceElement frame) {
		return withoutPackage(frame.getClassName()) + '.' + LAMBDA.matcher(frame.getMethodName()).replaceAll("$1");
	}

}
