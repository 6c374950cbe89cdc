package io.computeplatform.sample.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

class DocumentServerTests {

	private static final long SEED_OF_CUT = 1;

	private static final long SEED_OF_BUSY = 3;

	@TempDir
	private Path folder;

	@Test
	void textOfFolderIsServedByItsName() throws Exception {
		Files.writeString(this.folder.resolve("a näme.txt"), "Grüße");
		Files.writeString(this.folder.resolve("not-a-text.pdf"), "x");

		try (DocumentServer server = server(0, 1)) {
			assertThat(server.documents()).containsExactly("a näme.txt", "lost-chapter.txt");
			assertThat(get(server.uri("a näme.txt")).body()).isEqualTo("Grüße");
			assertThat(get(server.uri("not-a-text.pdf")).statusCode()).isEqualTo(404);
			assertThat(get(server.uri("../../etc/passwd")).statusCode()).isEqualTo(404);
		}
	}

	@Test
	void hiccupCutsTheDocumentOrAsksToComeBack() throws Exception {
		Files.writeString(this.folder.resolve("a.txt"), "some text");

		try (DocumentServer server = server(1, SEED_OF_CUT)) {
			assertThatIOException().isThrownBy(() -> get(server.uri("a.txt")));
		}
		try (DocumentServer server = server(1, SEED_OF_BUSY)) {
			HttpResponse<String> busy = get(server.uri("a.txt"));
			assertThat(busy.statusCode()).isEqualTo(503);
			assertThat(busy.headers().firstValue("Retry-After")).hasValue("2");
		}
	}

	@Test
	void brokenDocumentWorksOnceRepaired() throws Exception {
		Files.writeString(this.folder.resolve("a.txt"), "some text");

		try (DocumentServer server = server(1, SEED_OF_CUT)) {
			assertThat(get(server.uri(Texts.BROKEN)).statusCode()).isEqualTo(500);
			assertThat(get(server.repairUri()).statusCode()).isEqualTo(405);
			assertThat(send(HttpRequest.newBuilder(server.repairUri()).POST(BodyPublishers.noBody())).statusCode())
				.isEqualTo(200);
			assertThat(get(server.uri(Texts.BROKEN)).body()).startsWith("This is the chapter");
		}
	}

	@Test
	void folderWithoutTextsIsRefused() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(() -> server(0, 1))
			.satisfies((ex) -> assertThat(ex.getReason()).contains("has no file whose name ends with .txt"));
	}

	private DocumentServer server(double failureShare, long seed) throws IOException {
		return new DocumentServer(
				new DocumentServerProperties(this.folder.toString(), failureShare, seed, Duration.ofSeconds(2)));
	}

	private static HttpResponse<String> get(URI uri) throws Exception {
		return send(HttpRequest.newBuilder(uri));
	}

	private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
		return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
	}

}
