package io.computeplatform.benchmarks.measure;

/**
 * Unit of a number, and whether more is better.
 */
public enum Unit {

	JOBS_PER_SECOND("jobs/s", true),

	SECONDS("s", false),

	MILLISECONDS("ms", false),

	MICROSECONDS_PER_JOB("µs/job", false),

	PER_JOB("per job", false),

	MILLISECONDS_PER_SECOND("ms/s", false),

	PER_SECOND("per second", false),

	MEGABYTES("MB", false),

	SHARE("share", true),

	RATIO("ratio", false),

	JOBS("jobs", false),

	ROWS("rows", false),

	BUFFERS("buffers", false);

	private final String label;

	private final boolean moreIsBetter;

	Unit(String label, boolean moreIsBetter) {
		this.label = label;
		this.moreIsBetter = moreIsBetter;
	}

	public String label() {
		return this.label;
	}

	public boolean moreIsBetter() {
		return this.moreIsBetter;
	}

}
