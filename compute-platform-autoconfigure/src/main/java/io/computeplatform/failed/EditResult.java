package io.computeplatform.failed;

import io.computeplatform.ChangeResult;
import io.computeplatform.JobId;
import org.jspecify.annotations.Nullable;

/**
 * Result of a retry with an edited payload. Later versions may add methods: applications
 * read this type and do not implement it.
 */
public interface EditResult {

	/**
	 * {@return whether the copy was submitted and the original discarded}
	 */
	ChangeResult result();

	/**
	 * {@return id of the copy; {@code null} if there is none, because nothing was done}
	 */
	@Nullable JobId copy();

}
