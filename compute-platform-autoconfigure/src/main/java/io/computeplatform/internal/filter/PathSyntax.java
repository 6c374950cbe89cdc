package io.computeplatform.internal.filter;

import java.util.regex.Pattern;

/**
 * The predicates of SQL/JSON path that a search accepts: each of them reads a payload
 * once from beginning to end. The whole language allows computations of any cost.
 * Predicates that are nested, recursive, compared with another path, or call a method are
 * refused.
 */
final class PathSyntax {

	static final String ALLOWED = "comparisons of paths with values, such as $.customer.id == 42, "
			+ "$.name starts with \"A\" and exists($.items[*] ? (@.amount > 100)), up to five of them, joined by && and ||; "
			+ "a path has up to ten members and indexes";

	private static final int MAX_LENGTH = 500;

	private static final int MAX_COMPARISONS = 5;

	private static final String STEPS = "(?:\\s*\\.\\s*(?:[\\p{L}_][\\p{L}\\p{N}_]*+|\"[^\"\\\\]*+\")(?!\\s*\\()"
			+ "|\\s*\\[\\s*(?:\\*|\\d{1,9}|last)\\s*]){0,10}+";

	private static final String TEXT = "\"(?:[^\"\\\\]|\\\\[\"\\\\/bfnrt]|\\\\u[0-9a-fA-F]{4})*+\"";

	private static final String VALUE = "(?:" + TEXT
			+ "|-?\\d{1,30}(?:\\.\\d{1,30})?(?:[eE][+-]?\\d{1,2})?|true|false|null)";

	private static final String COMPARED = STEPS + "\\s*(?:(?:==|!=|<>|<=|>=|<|>)\\s*" + VALUE + "|starts\\s+with\\s*"
			+ TEXT + ")";

	private static final String JOINED = "\\s*(?:&&|\\|\\|)\\s*";

	private static final String EXISTS = "exists\\s*\\(\\s*\\$" + STEPS + "(?:\\s*\\?\\s*\\(\\s*"
			+ joined("@" + COMPARED) + "\\s*\\)" + STEPS + ")?\\s*\\)";

	private static final String TERM = "(?:" + EXISTS + "|\\$" + COMPARED + ")";

	private static final Pattern PREDICATE = Pattern.compile(
			"\\s*" + joined("(?:" + TERM + "|!?\\s*\\(\\s*" + joined(TERM) + "\\s*\\)|!\\s*" + EXISTS + ")") + "\\s*");

	private static final Pattern COMPARISON = Pattern.compile(TEXT + "|(==|!=|<>|<=|>=|<|>|starts\\s+with|exists)");

	private PathSyntax() {
	}

	private static String joined(String term) {
		return term + "(?:" + JOINED + term + ")*";
	}

	static boolean isAllowed(String path) {
		return path.length() <= MAX_LENGTH && PREDICATE.matcher(path).matches() && comparisons(path) <= MAX_COMPARISONS;
	}

	private static long comparisons(String path) {
		return COMPARISON.matcher(path).results().filter((found) -> found.group(1) != null).count();
	}

}
