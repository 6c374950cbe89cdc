package io.computeplatform.test;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.JobId;
import io.computeplatform.test.WorkApplication.WorkExecutor;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.jdbc.AutoConfigureTestDatabase;
import org.springframework.boot.test.autoconfigure.jdbc.JdbcTest;
import org.springframework.test.context.ContextConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring Boot's slice for the database, which is transactional.
 */
@JdbcTest
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
@AutoConfigureJobTester
@ContextConfiguration(classes = WorkApplication.class)
class JdbcSliceTests {

	@Test
	void jobRuns(@Autowired AsyncPlatform platform, @Autowired JobTester jobs, @Autowired WorkExecutor executor) {
		JobId id = platform.submit("work", Work.noteAndFail());
		jobs.run(id);
		jobs.run(id);
		assertThat(jobs).enqueued("work").dueLater().times(1);
		assertThat(executor.notes()).isEqualTo(2);
	}

}
