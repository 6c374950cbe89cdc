package io.computeplatform.store;

/**
 * Where what was read back is not what was written.
 *
 * @param path fields and numbers of elements that lead there; of a map no keys, which are
 * values
 * @param reason what became of it, without a word of its value
 */
record Difference(String path, String reason) {

	Difference in(String step) {
		return new Difference(step + this.path, this.reason);
	}

	@Override
	public String toString() {
		return (this.path.isEmpty() ? "it" : "'" + this.path.replaceFirst("^\\.", "") + "'") + " " + this.reason;
	}

}
