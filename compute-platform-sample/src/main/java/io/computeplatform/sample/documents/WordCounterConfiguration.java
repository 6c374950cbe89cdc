package io.computeplatform.sample.documents;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class WordCounterConfiguration {

	@Bean
	WordCounter wordCounter(Downloads downloads, WordStatisticsTable table) {
		return new WordCounter(downloads, table);
	}

}
