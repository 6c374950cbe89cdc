package io.computeplatform.faults;

import java.util.concurrent.TimeUnit;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.Work;
import io.computeplatform.testing.WorkerMain;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;

/**
 * Submits jobs until it is killed.
 */
final class SubmitterMain {

	private SubmitterMain() {
	}

	public static void main(String[] arguments) throws InterruptedException {
		AsyncPlatform platform = new SpringApplicationBuilder(WorkerMain.class).web(WebApplicationType.NONE)
			.run(arguments)
			.getBean(AsyncPlatform.class);
		while (true) {
			platform.submit(TestApplication.QUEUE, Work.succeed());
			// Leaves some of the machine to the test.
			TimeUnit.MILLISECONDS.sleep(10);
		}
	}

}
