package io.computeplatform.sample.documents;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Result of counting the words of a text, ignoring case. Of equal words, the first in the
 * alphabet is taken.
 *
 * @param words all words
 * @param distinctWords different words
 * @param longestWord longest word, if there is any
 * @param favouriteWord most frequent word of more than four letters, if there is any
 */
public record WordStatistics(int words, int distinctWords, @Nullable String longestWord,
		@Nullable String favouriteWord) {

	private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}]+(?:['\u2019-][\\p{L}\\p{M}]+)*");

	static WordStatistics of(String text) {
		List<String> words = WORD.matcher(text.toLowerCase(Locale.ROOT)).results().map(MatchResult::group).toList();
		Map<String, Long> counts = words.stream()
			.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
		String longest = counts.keySet()
			.stream()
			.min(Comparator.comparing(String::length, Comparator.reverseOrder()).thenComparing(Function.identity()))
			.orElse(null);
		String favourite = counts.entrySet()
			.stream()
			.filter((count) -> count.getKey().length() > 4)
			.min(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
				.thenComparing(Map.Entry.comparingByKey()))
			.map(Map.Entry::getKey)
			.orElse(null);
		return new WordStatistics(words.size(), counts.size(), longest, favourite);
	}

}
