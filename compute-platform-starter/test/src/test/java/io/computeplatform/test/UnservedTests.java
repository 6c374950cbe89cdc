package io.computeplatform.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.computeplatform.AsyncPlatform;
import io.computeplatform.FailureReason;
import io.computeplatform.JobExecutor;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Jobs whose payload this application can't read, but another version might.
 */
@SpringBootTest
@AutoConfigureJobTester
class UnservedTests {

	@Autowired
	private AsyncPlatform platform;

	@Autowired
	private JobTester jobs;

	@Autowired
	private JdbcClient jdbc;

	@Autowired
	private Application application;

	@BeforeEach
	void clear() {
		this.jobs.clear();
		this.application.run.clear();
	}

	@Test
	void jobIsGivenBackUncountedAndHoldsUpNoOther() {
		JobId id = submit("triangle");
		JobId other = submit("circle");

		assertThat(this.jobs.runUntilIdle()).extracting(JobRun::id).containsExactly(id, other);

		assertThat(this.jobs).hasStatus(id, JobStatus.QUEUED).hasCompleted(other);
		assertThat(this.platform.find(id)).get().satisfies((job) -> {
			assertThat(job.tryCount()).isZero();
			assertThat(job.lastFailure()).isNull();
		});
		assertThat(this.jobs.runDue()).isEmpty();
		assertThat(this.jobs.runDue("default")).isEmpty();
	}

	@Test
	void whatWasGivenBackIsDueAgainAfterAPause() {
		JobId id = submit("triangle");
		JobRun run = this.jobs.runDue().get(0);
		assertThat(run.status()).isEqualTo(JobStatus.QUEUED);
		assertThat(run.failure()).hasMessageContaining("no known subtype");

		this.jobs.advance(Duration.ofMinutes(1));
		assertThat(this.jobs.runDue()).extracting(JobRun::id).containsExactly(id);

		name(id, "circle");
		this.jobs.advance(Duration.ofMinutes(1));
		assertThat(this.jobs.runUntilIdle()).singleElement().extracting(JobRun::tryNumber).isEqualTo(1);
		assertThat(this.jobs).hasCompleted(id);
		assertThat(this.application.run).containsExactly(new Drawing(List.of(new Circle("a"))));
	}

	@Test
	void whatWasGivenBackRunsBeforeItsPauseIsOverIfToldSo() {
		JobId id = submit("triangle");
		this.jobs.run(id);
		name(id, "circle");
		assertThat(this.jobs.run(id).status()).isEqualTo(JobStatus.COMPLETE);
	}

	@Test
	void jobFailsOnceOthersHadTheirTime() {
		JobId id = submit("triangle");
		this.jobs.runDue();
		this.jobs.advance(Duration.ofDays(1));

		assertThat(this.jobs.runUntilIdle()).extracting(JobRun::status).containsExactly(JobStatus.FAILED);

		assertThat(this.platform.find(id)).get()
			.satisfies((job) -> assertThat(job.lastFailure().reason()).isEqualTo(FailureReason.NO_EXECUTOR));
		assertThat(this.platform.deadLetters("default", 10)).hasSize(1);
	}

	@Test
	void whatWasGivenBackIsNotDueNow() {
		submit("triangle");
		this.jobs.runDue();
		assertThat(this.jobs.runDue()).isEmpty();
		assertThat(this.jobs).enqueued("default").dueLater();
	}

	private JobId submit(String subtype) {
		JobId id = this.platform.submit("default", new Drawing(List.of(new Circle("a"))));
		name(id, subtype);
		return id;
	}

	/** As a newer version writes it. */
	private void name(JobId id, String subtype) {
		this.jdbc
			.sql("UPDATE compute.jobs SET payload = json_build_object('shapes', json_build_array("
					+ "json_build_object('@type', :subtype, 'text', 'a'))) WHERE id = :id")
			.param("subtype", subtype)
			.param("id", id.value())
			.update();
	}

	record Drawing(List<Shape> shapes) {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	@JsonSubTypes(@JsonSubTypes.Type(name = "circle", value = Circle.class))
	interface Shape {

	}

	record Circle(String text) implements Shape {

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private final List<Drawing> run = new CopyOnWriteArrayList<>();

		@Bean
		JobExecutor<Drawing> drawings() {
			return (job) -> this.run.add(job.payload());
		}

	}

}
