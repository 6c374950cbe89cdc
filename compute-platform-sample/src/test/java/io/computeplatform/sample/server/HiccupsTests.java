package io.computeplatform.sample.server;

import java.util.List;
import java.util.stream.IntStream;

import io.computeplatform.sample.server.Hiccups.Hiccup;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HiccupsTests {

	@Test
	void sameSeedRepeatsTheRunOfEachDocumentWhateverTheOrder() {
		Hiccups one = new Hiccups(0.5, 42);
		Hiccups other = new Hiccups(0.5, 42);
		List<Hiccup> otherFirst = requests(other, "b.txt", 20);

		assertThat(requests(one, "a.txt", 20)).isEqualTo(requests(other, "a.txt", 20));
		assertThat(requests(one, "b.txt", 20)).isEqualTo(otherFirst);
	}

	@Test
	void shareIsKeptHalfByCutsAndHalfByBusyAnswers() {
		List<Hiccup> hiccups = requests(new Hiccups(0.4, 1), "a.txt", 10_000);

		assertThat(share(hiccups, Hiccup.CUT)).isBetween(0.18, 0.22);
		assertThat(share(hiccups, Hiccup.BUSY)).isBetween(0.18, 0.22);
	}

	@Test
	void shareOfNothingAndOfAllAreExact() {
		assertThat(requests(new Hiccups(0, 1), "a.txt", 1_000)).containsOnly(Hiccup.NONE);
		assertThat(requests(new Hiccups(1, 1), "a.txt", 1_000)).doesNotContain(Hiccup.NONE);
	}

	private static List<Hiccup> requests(Hiccups hiccups, String document, int count) {
		return IntStream.range(0, count).mapToObj((request) -> hiccups.next(document)).toList();
	}

	private static double share(List<Hiccup> hiccups, Hiccup kind) {
		return hiccups.stream().filter(kind::equals).count() / (double) hiccups.size();
	}

}
