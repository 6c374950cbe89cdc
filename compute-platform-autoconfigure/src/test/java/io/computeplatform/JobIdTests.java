package io.computeplatform;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.convert.support.DefaultConversionService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An id as others see it: in JSON, and in the path of a request.
 */
@Tag("fast")
class JobIdTests {

	private static final String TEXT = "0190163d-8694-739b-aea5-966c26f8ad91";

	private final JobId id = new JobId(UUID.fromString(TEXT));

	@Test
	void idIsPlainTextInJson() throws Exception {
		ObjectMapper mapper = JsonMapper.builder().build();
		String json = mapper.writeValueAsString(Map.of("job", this.id, "others", List.of(this.id)));
		assertThat(mapper.readTree(json).path("job").asText()).isEqualTo(TEXT);
		assertThat(mapper.readTree(json).path("others").path(0).asText()).isEqualTo(TEXT);
		assertThat(mapper.readValue("\"" + TEXT + "\"", JobId.class)).isEqualTo(this.id);
		assertThat(mapper.readValue("{\"" + TEXT + "\":1}", new TypeReference<Map<JobId, Integer>>() {
		})).containsOnlyKeys(this.id);
	}

	@Test
	void idIsPlainTextInJsonOfJackson3() {
		tools.jackson.databind.ObjectMapper mapper = tools.jackson.databind.json.JsonMapper.builder().build();
		assertThat(mapper.writeValueAsString(this.id)).isEqualTo("\"" + TEXT + "\"");
		assertThat(mapper.readValue("\"" + TEXT + "\"", JobId.class)).isEqualTo(this.id);
	}

	@Test
	void idIsConvertedFromTextAndSaysWhatIsAllowed() {
		assertThat(DefaultConversionService.getSharedInstance().convert(TEXT, JobId.class)).isEqualTo(this.id);
		assertThatExceptionOfType(ConversionFailedException.class)
			.isThrownBy(() -> DefaultConversionService.getSharedInstance().convert("7", JobId.class))
			.withRootCauseInstanceOf(InvalidJobException.class)
			.withStackTraceContaining("Invalid id '7'. Allowed: a UUID such as " + TEXT);
	}

	@Test
	void shortenedUuidIsNoId() {
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> JobId.of("1-1-1-1-1"));
	}

}
