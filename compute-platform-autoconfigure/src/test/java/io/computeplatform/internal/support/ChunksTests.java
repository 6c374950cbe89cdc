package io.computeplatform.internal.support;

import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("fast")
class ChunksTests {

	@Test
	void chunkHoldsAsMuchAsFitsAndAtLeastOneElement() {
		assertThat(Chunks.of(List.of(3, 3, 5, 20, 1, 9, 1), Integer::longValue, 10)).containsExactly(List.of(3, 3),
				List.of(5), List.of(20), List.of(1, 9), List.of(1));
		assertThat(Chunks.of(List.of(0, 0, 0), Integer::longValue, 10)).containsExactly(List.of(0, 0, 0));
		assertThat(Chunks.of(List.<Integer>of(), Integer::longValue, 10)).isEmpty();
	}

}
