package io.computeplatform.sample.documents;

import java.util.Optional;

import io.computeplatform.JobId;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * One row for each document, with its latest count.
 */
@Component
public final class WordStatisticsTable {

	private final JdbcClient jdbc;

	WordStatisticsTable(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Idempotent, because a job may run twice after its worker was lost.
	 */
	void store(String document, WordStatistics statistics, JobId job) {
		this.jdbc.sql("""
				INSERT INTO sample_word_statistics
					(document, words, distinct_words, longest_word, favourite_word, job_id)
				VALUES (:document, :words, :distinctWords, :longestWord, :favouriteWord, :jobId)
				ON CONFLICT (document) DO UPDATE SET
					words = excluded.words,
					distinct_words = excluded.distinct_words,
					longest_word = excluded.longest_word,
					favourite_word = excluded.favourite_word,
					job_id = excluded.job_id,
					counted_at = excluded.counted_at""")
			.param("document", document)
			.param("words", statistics.words())
			.param("distinctWords", statistics.distinctWords())
			.param("longestWord", statistics.longestWord())
			.param("favouriteWord", statistics.favouriteWord())
			.param("jobId", job.value())
			.update();
	}

	public Optional<WordStatistics> find(String document) {
		return this.jdbc.sql("""
				SELECT words, distinct_words, longest_word, favourite_word
				FROM sample_word_statistics WHERE document = :document""")
			.param("document", document)
			.query(WordStatistics.class)
			.optional();
	}

}
