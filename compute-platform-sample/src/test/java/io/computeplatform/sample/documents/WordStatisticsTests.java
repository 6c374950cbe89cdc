package io.computeplatform.sample.documents;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WordStatisticsTests {

	@Test
	void wordsAreCountedWhateverTheirCase() {
		WordStatistics found = WordStatistics.of("The baker's bread. The BREAD, the well-kept bread - 3 of them!");

		assertThat(found).isEqualTo(new WordStatistics(10, 6, "well-kept", "bread"));
	}

	@Test
	void ofEqualsTheFirstInTheAlphabetIsNamed() {
		WordStatistics found = WordStatistics.of("zebra apple");

		assertThat(found).isEqualTo(new WordStatistics(2, 2, "apple", "apple"));
	}

	@Test
	void letterWithAccentIsPartOfItsWord() {
		assertThat(WordStatistics.of("Übergänge, na\u0308mlich").words()).isEqualTo(2);
	}

	@Test
	void textWithoutWordsHasNoLongestWord() {
		assertThat(WordStatistics.of("1, 2, 3")).isEqualTo(new WordStatistics(0, 0, null, null));
	}

}
