package io.computeplatform.internal.masking;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.computeplatform.InvalidJobException;
import io.computeplatform.JobExecutor;
import io.computeplatform.Sensitive;
import io.computeplatform.bulk.BulkRequest;
import io.computeplatform.failed.FailedJobQuery;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Who searches in payloads learns no more than who reads them.
 */
@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class SensitiveSearchTests {

	private TestApplication application;

	@BeforeAll
	void start(TestEnvironment environment) {
		this.application = TestApplication.start(environment, Cards.class, "compute.async.masking.fields=Token");
		insert(Card.class.getName(), """
				{"owner": "anna", "cards": [{"number": "4711", "PIN": 12}], "tokens": ["b"], "token": "abc"}""");
		insert("com.example.Gone", "{\"owner\": \"ben\", \"number\": \"4711\", \"token\": \"abc\"}");
		insert(Map.class.getName(), "{\"number\": \"4711\", \"other\": \"4711\"}");
		insert(Card.class.getName(), "%s{\"number\": \"4711\"}%s".formatted("[".repeat(3000), "]".repeat(3000)));
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "$.cards[0].number == \"4711\"", "$.cards[*].number >= \"4\"", "$.cards[0].PIN == 12",
			"$.number starts with \"4\"", "$.* == \"4711\"", "exists($.** ? (@ == \"4711\"))", "$.token == \"abc\"",
			"exists($.cards[*].* ? (@ == 12))", "$.cards.number.type() == \"number\"", "$.other == \"4711\"",
			"$.cards[0].PIN < 100", "$[last] == \"4711\"", "exists($.cards[*] ? (@.number like_regex \"^4\"))" })
	void hiddenValueMatchesNothing(String path) {
		FailedJobQuery query = FailedJobQuery.all().withPayload(path);
		long count;
		try {
			count = this.application.failedJobs().count(query);
		}
		catch (InvalidJobException ex) {
			// An expression that is not permitted at all tells nothing either.
			return;
		}
		assertThat(count).isZero();
		assertThat(this.application.failedJobs().find(query, 10, null).jobs()).isEmpty();
		assertThat(this.application.failedJobs().groups(query, 10)).isEmpty();
		// Whoever starts an operation learns whether there are more than expectedCount
		// to.
		UUID operation = this.application.bulkOperations().start(BulkRequest.discard(query, 0));
		assertThat(this.application.bulkOperations().find(operation))
			.hasValueSatisfying((started) -> assertThat(started.total()).isZero());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			$.owner == "anna"                 | 1
			$.tokens[0] == "b"                | 1
			$.cards[0].number == "***"        | 1
			exists($.cards[*].PIN ? (@ == "***")) | 1
			$ == "***"                        | 2
			""")
	void whatIsShownIsFound(String path, long count) {
		assertThat(this.application.failedJobs().count(FailedJobQuery.all().withPayload(path))).isEqualTo(count);
	}

	@Test
	void nothingIsFoundInWhatIsNestedDeeperThanASearchMayLook() {
		for (int depth : new int[] { 20, 40 }) {
			insert(Card.class.getName(),
					"{\"owner\": \"deep\", \"more\": %s1%s}".formatted("[".repeat(depth), "]".repeat(depth)));
		}
		assertThat(this.application.failedJobs().count(FailedJobQuery.all().withPayload("$.owner == \"deep\"")))
			.isOne();
	}

	@Test
	void operationOnWhatIsShownIsCounted() {
		FailedJobQuery query = FailedJobQuery.all().withPayload("$.owner == \"anna\"");
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.application.bulkOperations().start(BulkRequest.discard(query, 0)))
			.withMessageContaining("expectedCount");
	}

	private void insert(String type, String payload) {
		this.application.bean(JdbcClient.class)
			.sql("""
					insert into compute.jobs (id, queue, type, payload, status, try_count, max_tries, finished_at, failed_at,
					  failure_reason, failure_classes, failure_message, failure_fingerprint, failure_title)
					values (gen_random_uuid(), 'work', ?, ?::json, 'failed', 1, 1, now(), now(),
					  'executor-failed', '{}', 'message', ?, 'title')""")
			.params(type, payload, new UUID(1, 1))
			.update();
	}

	record Card(String owner, List<Number> cards, List<String> tokens) {

	}

	record Number(@Sensitive String number, @Sensitive int pin) {

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Cards {

		@Bean
		JobExecutor<Card> cardExecutor() {
			return (job) -> {
			};
		}

		@Bean
		JobExecutor<Map<String, Object>> otherExecutor() {
			return (job) -> {
			};
		}

	}

}
