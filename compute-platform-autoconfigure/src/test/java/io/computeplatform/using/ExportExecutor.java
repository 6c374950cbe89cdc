package io.computeplatform.using;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.computeplatform.ForQueue;
import io.computeplatform.JobContext;
import io.computeplatform.JobExecutor;
import org.slf4j.event.Level;

import org.springframework.stereotype.Component;

@Component
@ForQueue("exports")
class ExportExecutor implements JobExecutor<Export> {

	private final Set<String> archive = ConcurrentHashMap.newKeySet();

	@Override
	public void execute(JobContext<Export> job) {
		List<String> customers = job.payload().customers();
		int written = 0;
		for (String customer : customers) {
			if (!this.archive.add(customer)) {
				job.log(Level.WARN, "No statement for " + customer);
			}
			job.progress(++written, customers.size());
		}
		job.result(new Exported(written));
	}

}
