package io.computeplatform.sample.documents;

import io.computeplatform.ForQueue;
import io.computeplatform.JobContext;
import io.computeplatform.JobExecutor;
import org.slf4j.event.Level;

import org.springframework.stereotype.Component;

@Component
@ForQueue(DocumentJobs.QUEUE)
class WordCounter implements JobExecutor<CountWords> {

	private final Downloads downloads;

	private final WordStatisticsTable table;

	WordCounter(Downloads downloads, WordStatisticsTable table) {
		this.downloads = downloads;
		this.table = table;
	}

	@Override
	public void execute(JobContext<CountWords> job) throws Exception {
		String document = job.payload().document();
		String text = this.downloads.text(document);
		WordStatistics statistics = WordStatistics.of(text);
		this.table.store(document, statistics, job.id());
		job.log(Level.INFO, "Counted %d words of %s".formatted(statistics.words(), document));
		job.result(statistics);
	}

}
