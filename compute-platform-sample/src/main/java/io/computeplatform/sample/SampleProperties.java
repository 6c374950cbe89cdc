package io.computeplatform.sample;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the sample.
 *
 * @param exitWhenDone Whether the application exits when the job of every document is
 * complete or failed.
 */
@ConfigurationProperties("sample")
public record SampleProperties(@DefaultValue("false") boolean exitWhenDone) {

}
