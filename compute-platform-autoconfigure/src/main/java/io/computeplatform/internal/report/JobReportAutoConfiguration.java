package io.computeplatform.internal.report;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.internal.masking.PayloadMask;
import io.computeplatform.internal.masking.PayloadMaskingAutoConfiguration;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.PayloadJson;
import io.computeplatform.internal.store.ReportRows;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of what attempts report.
 */
@AutoConfiguration(after = PayloadMaskingAutoConfiguration.class)
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class JobReportAutoConfiguration {

	@Bean
	AttemptReports computeAttemptReports(ComputeAsyncProperties properties, ReportRows rows, PayloadJson json,
			PayloadMask mask) {
		return new AttemptReports(rows, new ReportLimits(properties.maxLogLines(), properties.maxLogSize().toBytes(),
				properties.maxResultSize().toBytes(), properties.sampleAfter()), json, mask);
	}

}
