package io.computeplatform.sample;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the sample runs.
 *
 * @param exitWhenDone Whether the application ends once every document has been tried to
 * its end.
 */
@ConfigurationProperties("sample")
public record SampleProperties(@DefaultValue("false") boolean exitWhenDone) {

}
